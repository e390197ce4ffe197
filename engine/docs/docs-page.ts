/** `/docs`: the OpenAPI document as an HTML page. */

import { type Html, html } from '../../src/encoding/markup.js';
import type { Assets } from '../../src/http/asset.js';
import { renderDocument } from '../../src/pages/html-document.js';
import type { OpenApiDocument, OperationObject } from '../openapi/openapi-types.js';
import { inline, markdown } from './commonmark.js';
import { renderOperation } from './operation-section.js';
import { commonResponses, renderResponses } from './other-responses.js';
import { renderRecord } from './record-section.js';

/**
 * @param document the OpenAPI document
 * @param assets the page's styles and script
 * @returns the page
 */
export const renderDocs = (document: OpenApiDocument, assets: Assets): string => {
  const { info, tags, components } = document;
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );
  const common = commonResponses(operations.map(({ operation }) => operation));
  const tagged = tags.map((tag) => ({
    ...tag,
    operations: operations.filter(({ operation }) => operation.tags.includes(tag.name)),
  }));
  const main = html`<h1>The API</h1>
<p class="muted">Version ${info.version} · <a href="/openapi.json">OpenAPI 3.1</a></p>
<div class="columns">
<nav class="contents" aria-label="Contents">
${tagged.map(
  ({ name, operations }) => html`<p><strong>${name}</strong></p>
<ul>${operations.map(({ operation }) => contentsEntry(operation))}</ul>
`,
)}<p><a href="#any-request"><strong>Responses to any request</strong></a></p>
<p><a href="#records"><strong>Records</strong></a></p>
</nav>
<div>
<div class="prose">${markdown(info.description)}</div>
${tagged.map(
  ({ name, description, operations }) => html`<section>
<h2>${name}</h2>
<p>${inline(description)}</p>
${operations.map(({ path, method, operation }) => renderOperation(document, path, method, operation, common))}
</section>
`,
)}<section id="any-request">
<h2>Responses to any request</h2>
${renderResponses(common, document)}
</section>
<section id="records">
<h2>Records</h2>
<p class="prose">The members of JSON requests and responses. Dots and brackets denote nested members.</p>
${Object.entries(components.schemas).map(([name, schema]) => renderRecord(name, schema))}
</section>
<p role="status" id="status"></p>
</div>
</div>`;
  const page = renderDocument(assets, '/docs', {
    title: 'API',
    description: info.summary,
    canonical: '/docs',
    json: '/openapi.json',
    linkedData: (address) => ({
      '@context': 'https://schema.org',
      '@type': 'WebAPI',
      name: info.title,
      description: info.summary,
      documentation: address('/docs'),
      license: 'https://www.apache.org/licenses/LICENSE-2.0',
    }),
    style: 'docs.css',
    script: 'docs.js',
    main,
  });
  return withPlainQuotes(page);
};

/** Between tags, quotes need no escapes: the examples are a tenth shorter without. */
const withPlainQuotes = (page: string): string =>
  page.replace(/>[^<]*/g, (text) => text.replaceAll('&quot;', '"').replaceAll('&#39;', "'"));

const contentsEntry = ({ operationId, summary }: OperationObject): Html =>
  html`<li><a href="#${operationId}">${summary}</a></li>`;
