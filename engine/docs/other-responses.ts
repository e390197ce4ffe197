/** Responses other than success: those to any request once for the page, and the others with their operations. */
import { type Html, html } from '../../src/encoding/markup.js';
import type {
  OpenApiDocument,
  OperationObject,
  Reference,
  Response,
} from '../openapi/openapi-types.js';
import { inline } from './commonmark.js';
import { resolve } from './resolve.js';

type Responses = OperationObject['responses'];

/** @returns the responses that all operations share. */
export const commonResponses = ([first, ...others]: readonly OperationObject[]): Responses =>
  responsesIn(first?.responses ?? {}, (status, response) =>
    others.every(({ responses }) => isSame(responses[status], response)),
  );

/** @returns the responses of an operation without successes and without the common ones. */
export const ownResponses = ({ responses }: OperationObject, common: Responses): Responses =>
  responsesIn(
    responses,
    (status, response) => !status.startsWith('2') && !isSame(common[status], response),
  );

/** Renders responses by status, with links to the problems they report. */
export const renderResponses = (
  responses: Responses,
  { components }: OpenApiDocument,
): Html => html`<dl class="members">
${Object.entries(responses).map(([status, response]) =>
  renderResponse(status, resolve(response, components.responses)),
)}</dl>`;

const responsesIn = (
  responses: Responses,
  isWanted: (status: string, response: Response | Reference) => boolean,
): Responses =>
  Object.fromEntries(Object.entries(responses).filter(([status, one]) => isWanted(status, one)));

const isSame = (one: Response | Reference | undefined, other: Response | Reference): boolean =>
  one !== undefined && '$ref' in one && '$ref' in other && one.$ref === other.$ref;

const renderResponse = (status: string, { description, content }: Response): Html => {
  const slugs = Object.values(content ?? {}).flatMap(({ examples }) => Object.keys(examples ?? {}));
  return html`<dt><code>${status}</code></dt>
<dd>${inline(description)}${slugs.map(
    (slug) => html` <a href="/problems/${slug}"><code>${slug}</code></a>`,
  )}</dd>
`;
};
