/** The section of one operation: its parameters, an example request and its responses. */
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
import { nameOf, typeOf } from './record-section.js';

/**
 * @param document the OpenAPI document
 * @param path the path with `{names}`
 * @param method the method in lower case
 * @param operation the operation
 */
export const renderOperation = (
  { components }: OpenApiDocument,
  path: string,
  method: string,
  operation: OperationObject,
): Html => {
  const parameters = operation.parameters.map((parameter) =>
    resolve(parameter, components.parameters),
  );
  const responses = Object.entries(operation.responses).map(
    ([status, response]) => [status, resolve(response, components.responses)] as const,
  );
  const successes = responses.filter(([status]) => status.startsWith('2'));
  const others = responses.filter(([status]) => !status.startsWith('2'));
  return html`<article class="operation" id="${operation.operationId}">
<h3><span class="method">${method.toUpperCase()}</span><code>${path}</code></h3>
<p>${operation.summary}.</p>
${markdown(operation.description)}
${parameters.length > 0 && renderParameters(parameters)}
<h4>Request</h4>
<div class="request"><pre tabindex="0"><code>${curlOf(method, path, parameters, operation)}</code></pre></div>
${Object.entries(operation.requestBody?.content ?? {}).map(([type, body]) => renderBody('Body', type, body))}
${successes.map(([status, response]) => renderSuccess(status, response))}
<details><summary>Other responses</summary>
<dl class="members">
${others.map(([status, response]) => renderOther(status, response))}</dl></details>
</article>`;
};

const resolve = <Component extends object>(
  value: Component | Reference,
  components: Readonly<Record<string, Component>>,
): Component => {
  if (!('$ref' in value)) return value;
  const component = components[nameOf(value)];
  if (!component) throw new Error(`The OpenAPI document has no ${value.$ref}.`);
  return component;
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
  const text = typeof value === 'string' ? value : JSON.stringify(value, null, 2);
  return (
    text !== undefined && html`<pre tabindex="0" aria-label="${label}"><code>${text}</code></pre>`
  );
};

const renderOther = (status: string, { description, content }: Response): Html => {
  const slugs = Object.values(content ?? {}).flatMap(({ examples }) => Object.keys(examples ?? {}));
  return html`<dt><code>${status}</code></dt>
<dd>${inline(description)}${slugs.map(
    (slug) => html` <a href="/problems/${slug}"><code>${slug}</code></a>`,
  )}</dd>
`;
};
