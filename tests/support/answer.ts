/** Answers as tests look at them, however they came: from the app in this process or over HTTP. */
import { inject } from 'vitest';
import type * as z from 'zod/mini';
import { schemas } from '../../src/api/api-schemas.js';
import { type ProblemSlug, problemTypes } from '../../src/http/problem.js';
import { type Answer, type Asked, contractOf } from './openapi-contract.js';

/** Gets an answer to a GET request for a path. */
export type Get = (path: string) => Promise<Answer>;

/** What the OpenAPI document of the service under test says of its answers. */
export const contract = contractOf(JSON.parse(inject('openApi')));
const requests = new WeakMap<Response, Asked>();

/** Notes what was asked for, so that `answerOf` can tell whether a response keeps the contract. */
export const answerTo = (response: Response, asked: Asked): Response => {
  requests.set(response, asked);
  return response;
};

/**
 * @returns the response once its body has arrived
 * @throws where it is not what the OpenAPI document says
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

/** @returns the JSON of a successful answer. @throws where it is no such, saying what came instead. */
export const jsonOf = <Body>(answer: Answer, schema: z.ZodMiniType<Body>): Body => {
  if (answer.status !== 200 || answer.headers.get('content-type') !== 'application/json') {
    throw new Error(`Not 200 with JSON but ${describe(answer)}`);
  }
  return schema.parse(JSON.parse(answer.body));
};

/** A problem document, and which type it is of. */
export interface ProblemReport extends z.infer<typeof schemas.Problem> {
  readonly slug: ProblemSlug;
  readonly errors: NonNullable<z.infer<typeof schemas.Problem>['errors']>;
}

const slugs = Object.keys(problemTypes) as ProblemSlug[];

/** @returns the problem that an answer reports. @throws where it is not a whole and coherent one. */
export const problemOf = (answer: Answer): ProblemReport => {
  const { status, headers, body } = answer;
  if (headers.get('content-type') !== 'application/problem+json') {
    throw new Error(`Not a problem but ${describe(answer)}`);
  }
  const problem = schemas.Problem.parse(JSON.parse(body));
  const slug = slugs.find((candidate) => problem.type === `/problems/${candidate}`);
  if (!slug || problem.status !== status || problemTypes[slug].status !== status) {
    throw new Error(`Not of a known type, or not of its status: ${describe(answer)}`);
  }
  if (problem.errors?.length === 0) throw new Error(`Faults without a fault: ${describe(answer)}`);
  return { ...problem, slug, errors: problem.errors ?? [] };
};

/** @returns the parameters at fault, in the order in which the problem lists them. */
export const faultyParameters = (answer: Answer): (string | undefined)[] =>
  problemOf(answer).errors.map(({ parameter }) => parameter);

/** @returns whether an answer is a page for people, as browsers get it of problems, too. */
export const isPage = ({ headers }: Answer): boolean =>
  headers.get('content-type') === 'text/html; charset=utf-8';
