/** Answers as tests look at them, however they came: from the app in this process or over HTTP. */
import * as z from 'zod/mini';
import { type ProblemSlug, problemTypes } from '../../src/http/problem.js';

/** A response that has arrived whole. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
}

/** @returns the response once its body has arrived. */
export const answerOf = async (response: Response): Promise<Answer> => ({
  status: response.status,
  headers: response.headers,
  body: await response.text(),
});

/** @returns the JSON of a successful answer. @throws where it is no such, saying what came instead. */
export const jsonOf = <Body>({ status, headers, body }: Answer, schema: z.ZodMiniType<Body>) => {
  if (status !== 200 || headers.get('content-type') !== 'application/json') {
    throw new Error(`Not JSON but ${status} ${headers.get('content-type')}: ${body.slice(0, 500)}`);
  }
  return schema.parse(JSON.parse(body));
};

const slugs = Object.keys(problemTypes) as ProblemSlug[];
const types = slugs.map((slug) => `/problems/${slug}` as const);

const faultSchema = z.strictObject({
  parameter: z.optional(z.string()),
  pointer: z.optional(z.string()),
  detail: z.string().check(z.minLength(10)),
});

/** RFC 9457, section 3.1, less what this service never says. */
const problemSchema = z.strictObject({
  type: z.enum(types),
  title: z.string().check(z.minLength(5)),
  status: z.int(),
  detail: z.string().check(z.minLength(10)),
  errors: z.optional(z.array(faultSchema).check(z.minLength(1))),
});

/** A problem document, and which type it is of. */
export interface ProblemReport extends z.infer<typeof problemSchema> {
  readonly slug: ProblemSlug;
  readonly errors: z.infer<typeof faultSchema>[];
}

/** @returns the problem that an answer reports. @throws where it is not a whole and coherent one. */
export const problemOf = ({ status, headers, body }: Answer): ProblemReport => {
  const mediaType = headers.get('content-type');
  if (mediaType !== 'application/problem+json') {
    throw new Error(`Not a problem but ${status} ${mediaType}: ${body.slice(0, 500)}`);
  }
  const problem = problemSchema.parse(JSON.parse(body));
  const slug = slugs.find((candidate) => problem.type === `/problems/${candidate}`);
  if (!slug || problem.status !== status || problemTypes[slug].status !== status) {
    throw new Error(`A problem of another status than its response's, ${status}: ${body}`);
  }
  return { ...problem, slug, errors: problem.errors ?? [] };
};

/** @returns the parameters at fault, in the order in which the problem lists them. */
export const faultyParameters = (answer: Answer): (string | undefined)[] =>
  problemOf(answer).errors.map(({ parameter }) => parameter);
