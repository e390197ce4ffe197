/** The section of one operation: its parameters, an example request and its responses. */
import stringify from 'json-stringify-pretty-compact';
import { type Html, html } from '../../src/encoding/markup.js';
import type {
  MediaType,
  OpenApiDocument,
  OperationObject,
  Parameter,
  Reference,
  Response,
} from '../openapi/openapi-types.js';
import { inline, markdown } from './commonmark.js';
import { curlOf } from './curl.js';
import { ownResponses, renderResponses } from './other-responses.js';
import { typeOf } from './record-section.js';
import { nameOf, resolve } from './resolve.js';

/**
 * @param document the OpenAPI document
 * @param path the path with `{names}`
 * @param method the method in lower case
 * @param operation the operation
 * @param common the responses that all operations share
 */
export const renderOperation = (
  document: OpenApiDocument,
  path: string,
  method: string,
  operation: OperationObject,
  common: OperationObject['responses'],
): Html => {
  const { components } = document;
  const parameters = operation.parameters.map((parameter) =>
    resolve(parameter, components.parameters),
  );
  const successes = Object.entries(operation.responses).filter(([status]) =>
    status.startsWith('2'),
  );
  return html`<article class="operation" id="${operation.operationId}">
<h3><span class="method">${method.toUpperCase()}</span><code>${path}</code></h3>
<p>${operation.summary}.</p>
${markdown(operation.description)}
${parameters.length > 0 && renderParameters(parameters)}
<h4>Request</h4>
<div class="request"><pre tabindex="0"><code>${curlOf(method, path, parameters, operation)}</code></pre></div>
${Object.entries(operation.requestBody?.content ?? {}).map(([type, body]) => renderBody('Body', type, body))}
${successes.map(([status, response]) => renderSuccess(status, resolve(response, components.responses)))}
<details><summary>Other responses</summary>
${renderResponses(ownResponses(operation, common), document)}
<p>And those <a href="#any-request">to any request</a>.</p></details>
</article>`;
};

const renderParameters = (parameters: readonly Parameter[]): Html => html`<h4>Parameters</h4>
<dl class="members">
${parameters.map(
  ({ name, in: place, required, schema, description }) =>
    html`<dt><code>${name}</code> in ${place}${required && ', required'}: <code>${typeOf(schema)}</code></dt>
<dd>${inline(description)}</dd>
`,
)}</dl>`;

const renderSuccess = (status: string, { content, headers }: Response): Html => {
  const names = Object.keys(headers ?? {});
  const [first, ...others] = Object.entries(content ?? {});
  return html`${first && renderBody(`Response ${status}`, ...first)}
${others.map(
  ([type, body]) => html`<details><summary>As <code>${type}</code></summary>
${renderExample(`Example as ${type}`, body)}</details>
`,
)}${names.length > 0 && html`<p>Headers: ${names.map((name, index) => html`${index > 0 && ', '}<code>${name}</code>`)}.</p>`}`;
};

const renderBody = (title: string, type: string, body: MediaType): Html => {
  const record = '$ref' in body.schema && nameOf(body.schema as unknown as Reference);
  return html`<h4>${title}: <code>${type}</code>${record && html`, <a href="#record-${record}">${record}</a>`}</h4>
${renderExample(`${title}, example`, body)}`;
};

const renderExample = (label: string, { examples }: MediaType): Html | false => {
  const value = examples?.real?.value;
  if (value === undefined) return false;
  const text = typeof value === 'string' ? value : stringify(value);
  return html`<pre tabindex="0" aria-label="${label}"><code>${text}</code></pre>`;
};
