/** Responses in tests, from the app in this process or over HTTP. */
import { inject } from 'vitest';
import type * as z from 'zod/mini';
import { schemas } from '../../src/api/api-schemas.js';
import { type ProblemSlug, problemTypes } from '../../src/http/problem.js';
import { type Answer, type Asked, contractOf } from './openapi-contract.js';

/** Sends a GET request for a path. */
export type Get = (path: string) => Promise<Answer>;

/** Checks responses against the OpenAPI document of the service under test. */
export const contract = contractOf(JSON.parse(inject('openApi')));
const requests = new WeakMap<Response, Asked>();

/** Remembers the request of a response, so that `answerOf` can check it. */
export const answerTo = (response: Response, asked: Asked): Response => {
  requests.set(response, asked);
  return response;
};

/**
 * @returns the response with its complete body
 * @throws if it does not match the OpenAPI document
 */
export const answerOf = async (response: Response): Promise<Answer> => {
  const { status, headers } = response;
  const answer: Answer = { status, headers, body: await response.text() };
  const asked = requests.get(response);
  if (asked) contract(asked, answer);
  return answer;
};

const describe = ({ status, headers, body }: Answer) =>
  `${status} ${headers.get('content-type')}: ${body.slice(0, 500)}`;

/** @returns the JSON of a successful response. @throws for any other response */
export const jsonOf = <Body>(answer: Answer, schema: z.ZodMiniType<Body>): Body => {
  if (answer.status !== 200 || answer.headers.get('content-type') !== 'application/json') {
    throw new Error(`Expected 200 with JSON, got ${describe(answer)}`);
  }
  return schema.parse(JSON.parse(answer.body));
};

/** A problem document with its slug. */
export interface ProblemReport extends z.infer<typeof schemas.Problem> {
  readonly slug: ProblemSlug;
  readonly errors: NonNullable<z.infer<typeof schemas.Problem>['errors']>;
}

const slugs = Object.keys(problemTypes) as ProblemSlug[];

/** @returns the problem in a response. @throws unless it is complete and consistent */
export const problemOf = (answer: Answer): ProblemReport => {
  const { status, headers, body } = answer;
  if (headers.get('content-type') !== 'application/problem+json') {
    throw new Error(`Expected a problem, got ${describe(answer)}`);
  }
  const problem = schemas.Problem.parse(JSON.parse(body));
  const slug = slugs.find((candidate) => problem.type === `/problems/${candidate}`);
  if (!slug || problem.status !== status || problemTypes[slug].status !== status) {
    throw new Error(`Expected a known type with its status, got ${describe(answer)}`);
  }
  if (problem.errors?.length === 0)
    throw new Error(`Expected at least one error, got ${describe(answer)}`);
  return { ...problem, slug, errors: problem.errors ?? [] };
};

/** @returns the parameters with errors, in the order of the problem. */
export const invalidParameters = (answer: Answer): (string | undefined)[] =>
  problemOf(answer).errors.map(({ parameter }) => parameter);

/** @returns whether a response is an HTML page. */
export const isPage = ({ headers }: Answer): boolean =>
  headers.get('content-type') === 'text/html; charset=utf-8';
