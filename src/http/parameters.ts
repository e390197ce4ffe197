/** Query parameters: declared once per route, parsed with zod, every fault reported. */
import type * as z from 'zod/mini';
import { Problem, type ValidationError } from './problem.js';

/** One query parameter of a route. */
export interface Parameter<Value> {
  readonly schema: z.ZodMiniType<Value, string>;
  readonly repeatable: boolean;
  readonly description: string;
  /** The JSON Schema of what it means, where `schema` tells of its text alone. */
  readonly json?: Readonly<Record<string, unknown>>;
}

/** A parameter that is given at most once. */
export interface Single<Value> extends Parameter<Value> {
  readonly repeatable: false;
}

/** A parameter that may be given several times. */
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

/** The most values that a repeatable parameter takes. */
export const maxValues = 20;

/** The most characters of the client's own words that a fault repeats. */
export const maxQuoteLength = 60;

/**
 * @param url the request's
 * @param declared the parameters that the route has
 * @returns a value for each: repeated ones sorted and without duplicates
 * @throws Problem 400 that lists every fault
 */
export const parseParameters = <Declared extends Parameters>(
  url: URL,
  declared: Declared,
): Values<Declared> => {
  const errors: ValidationError[] = [...unknownParameters(url, declared)];
  const values: Record<string, unknown> = {};
  for (const [name, parameter] of Object.entries(declared)) {
    const texts = [...new Set(url.searchParams.getAll(name))].sort();
    const count = url.searchParams.getAll(name).length;
    const limit = parameter.repeatable ? maxValues : 1;
    if (count > limit) {
      errors.push({
        parameter: name,
        detail: `It is given ${count} times; at most ${limit} allowed.`,
      });
    }
    const parsed = texts.slice(0, limit).flatMap((text) => {
      const result = parameter.schema.safeParse(text);
      if (result.success) return [result.data];
      const which = texts.length > 1 ? `"${text.slice(0, maxQuoteLength)}": ` : '';
      const details = new Set(result.error.issues.map(({ message }) => which + message));
      errors.push(...Array.from(details, (detail) => ({ parameter: name, detail })));
      return [];
    });
    values[name] = parameter.repeatable ? parsed : parsed[0];
  }
  if (errors.length > 0) throw new Problem('invalid-request', { errors: errors });
  return values as Values<Declared>;
};

const unknownParameters = (url: URL, declared: Parameters): ValidationError[] => {
  const known = Object.keys(declared);
  const names = [...new Set(url.searchParams.keys())].filter(
    (name) => !Object.hasOwn(declared, name),
  );
  const taken =
    known.length > 0 ? `This route takes ${known.join(', ')}.` : 'This route takes none.';
  return names.map((name) => ({
    parameter: name.slice(0, maxQuoteLength),
    detail: `There is no such parameter. ${taken}`,
  }));
};

/**
 * @param url the request's, its parameters found valid
 * @param names the parameters that count, in canonical order
 * @returns the query in its one canonical form: declared order, values sorted, no duplicates
 */
export const canonicalQuery = (url: URL, names: readonly string[]): string =>
  new URLSearchParams(
    names.flatMap((name) =>
      [...new Set(url.searchParams.getAll(name))]
        .sort()
        .map((value): [string, string] => [name, value]),
    ),
  ).toString();
