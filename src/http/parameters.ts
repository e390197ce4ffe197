/** Query parameters: declared once per operation, parsed with zod, all errors reported together. */
import type * as z from 'zod/mini';
import { Problem, type ValidationError } from './problem.js';

/** A query parameter. */
export interface Parameter<Value> {
  readonly schema: z.ZodMiniType<Value, string>;
  readonly repeatable: boolean;
  readonly description: string;
  /** The JSON Schema of the parsed value, if it cannot be derived from `schema`. */
  readonly json?: Readonly<Record<string, unknown>>;
}

/** A parameter that may appear once. */
export interface Single<Value> extends Parameter<Value> {
  readonly repeatable: false;
}

/** A parameter that may appear several times. */
export interface Repeatable<Value> extends Parameter<Value> {
  readonly repeatable: true;
}

export const single = <Value>(
  schema: z.ZodMiniType<Value, string>,
  description: string,
  json?: Parameter<Value>['json'],
): Single<Value> => ({ schema, repeatable: false, description, ...(json && { json }) });

export const repeatable = <Value>(
  schema: z.ZodMiniType<Value, string>,
  description: string,
): Repeatable<Value> => ({ schema, repeatable: true, description });

export type Parameters = Readonly<Record<string, Parameter<unknown>>>;

export type Values<Declared extends Parameters> = {
  readonly [Name in keyof Declared]: Declared[Name] extends Repeatable<infer Value>
    ? readonly Value[]
    : Declared[Name] extends Single<infer Value>
      ? Value | undefined
      : never;
};

/** How often a repeatable parameter may appear. */
export const maxValues = 20;

/** How many characters of a client's value an error message quotes. */
export const maxQuoteLength = 60;

/**
 * @param url the URL of the request
 * @param declared the operation's parameters
 * @returns the value of each parameter; those of repeatable ones are sorted and unique
 * @throws Problem 400 with all errors
 */
export const parseParameters = <Declared extends Parameters>(
  url: URL,
  declared: Declared,
): Values<Declared> => {
  const given = givenIn(url);
  const errors = unknownParameters(given, declared);
  const values: Record<string, unknown> = {};
  for (const name in declared) {
    const parameter = declared[name] as Parameter<unknown>;
    const repeated = given.get(name);
    if (!repeated) {
      values[name] = parameter.repeatable ? [] : undefined;
      continue;
    }
    const texts = [...new Set(repeated)].sort();
    const count = repeated.length;
    const limit = parameter.repeatable ? maxValues : 1;
    if (count > limit) {
      errors.push({
        parameter: name,
        detail: `Expected at most ${limit} ${limit === 1 ? 'value' : 'values'}, got ${count}.`,
      });
    }
    const parsed = texts.slice(0, limit).flatMap((text) => {
      const result = parameter.schema.safeParse(text);
      if (result.success) return [result.data];
      const quote = ` Got "${text.slice(0, maxQuoteLength)}".`;
      const details = new Set(result.error.issues.map(({ message }) => message + quote));
      errors.push(...Array.from(details, (detail) => ({ parameter: name, detail })));
      return [];
    });
    values[name] = parameter.repeatable ? parsed : parsed[0];
  }
  if (errors.length > 0) throw new Problem('invalid-request', { errors: errors });
  return values as Values<Declared>;
};

/** The values of each parameter of a URL: asked for one by one, they cost the component's engine much more. */
const givenIn = ({ search, searchParams }: URL): ReadonlyMap<string, string[]> => {
  const given = new Map<string, string[]>();
  if (search === '') return given;
  searchParams.forEach((value, name) => {
    const values = given.get(name);
    if (values) values.push(value);
    else given.set(name, [value]);
  });
  return given;
};

const unknownParameters = (
  given: ReadonlyMap<string, unknown>,
  declared: Parameters,
): ValidationError[] => {
  const names: string[] = [];
  given.forEach((_, name) => {
    if (!Object.hasOwn(declared, name)) names.push(name);
  });
  if (names.length === 0) return [];
  const known = Object.keys(declared);
  const expected =
    known.length > 0 ? `Expected ${known.join(', ')}.` : 'This operation takes no parameters.';
  return names.map((name) => ({
    parameter: name.slice(0, maxQuoteLength),
    detail: `Unknown parameter. ${expected}`,
  }));
};

/**
 * @param url the URL of the request, with valid parameters
 * @param names the parameters to include, in canonical order
 * @returns the canonical query: parameters in this order, values sorted and unique
 */
export const canonicalQuery = (url: URL, names: readonly string[]): string => {
  if (url.search === '') return '';
  const given = givenIn(url);
  const query = new URLSearchParams();
  names.forEach((name) => {
    const values = given.get(name);
    if (!values) return;
    for (const value of values.length > 1 ? [...new Set(values)].sort() : values) {
      query.append(name, value);
    }
  });
  return query.toString();
};
