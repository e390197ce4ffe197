import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { listTakeaways } from '../../src/api/takeaways/takeaways.js';
import {
  canonicalQuery,
  maxValues,
  parseParameters,
  repeatable,
  single,
} from '../../src/http/parameters.js';
import { Problem, type ValidationError } from '../../src/http/problem.js';

const urlOf = (query: string) => new URL(`http://takeaways.test/v1/things?${query}`);

const declared = {
  word: single(z.string().check(z.minLength(2, 'It is too short.')), 'A word.'),
  size: single(z.pipe(z.string(), z.transform(Number)), 'A number.'),
  colour: repeatable(z.enum(['red', 'green', 'blue'], 'Expected a colour.'), 'Colours.'),
};

const parse = (query: string) => parseParameters(urlOf(query), declared);

const errorsOf = (act: () => unknown): readonly ValidationError[] => {
  try {
    act();
  } catch (error) {
    if (error instanceof Problem && error.slug === 'invalid-request' && error.options.errors) {
      return error.options.errors;
    }
    throw error;
  }
  return [];
};

describe('declared parameters', () => {
  it('are parsed into values', () => {
    expect(parse('size=7&word=wasm')).toEqual({ word: 'wasm', size: 7, colour: [] });
  });

  it('are undefined or empty if missing', () => {
    expect(parse('')).toEqual({ word: undefined, size: undefined, colour: [] });
  });

  it('are sorted and unique if repeatable', () => {
    expect(parse('colour=red&colour=blue&colour=red').colour).toEqual(['blue', 'red']);
  });

  it('can be repeated up to a limit', () => {
    const query = (times: number) => Array(times).fill('colour=red').join('&');
    expect(parse(query(maxValues)).colour).toEqual(['red']);
    expect(errorsOf(() => parse(query(maxValues + 1)))).toMatchObject([
      {
        parameter: 'colour',
        detail: `Expected at most ${maxValues} values, got ${maxValues + 1}.`,
      },
    ]);
  });
});

describe('errors in parameters', () => {
  it('name an unknown parameter and list the known ones', () => {
    expect(errorsOf(() => parse('weight=3'))).toEqual([
      { parameter: 'weight', detail: expect.stringContaining('word, size, colour') },
    ]);
  });

  it('say that an operation takes no parameters', () => {
    expect(errorsOf(() => parseParameters(urlOf('word=wasm'), {}))).toEqual([
      { parameter: 'word', detail: expect.stringContaining('takes no parameters') },
    ]);
  });

  it.each(['word=wasm&word=spin', 'word=wasm&word=wasm', 'word=&word=wasm'])(
    'name a parameter that is repeated but must not be: %s',
    (query) => {
      expect(errorsOf(() => parse(query))).toContainEqual({
        parameter: 'word',
        detail: 'Expected at most 1 value, got 2.',
      });
    },
  );

  it('quote the wrong value', () => {
    expect(errorsOf(() => parse('colour=mauve'))[0]?.detail).toMatch(/ Got "mauve"\.$/);
    expect(errorsOf(() => parse('colour=mauve&colour=red&colour=puce'))).toEqual([
      { parameter: 'colour', detail: expect.stringContaining('"mauve"') },
      { parameter: 'colour', detail: expect.stringContaining('"puce"') },
    ]);
  });

  it('shorten long names and values', () => {
    const long = 'x'.repeat(3000);
    for (const error of errorsOf(() => parse(`${long}=1&colour=${long}`))) {
      expect(error.parameter?.length).toBeLessThanOrEqual(60);
      expect(error.detail.length).toBeLessThan(200);
    }
  });

  it('treat property names of Object.prototype as unknown', () => {
    const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty'];
    const errors = errorsOf(() => parse(names.map((name) => `${name}=1`).join('&')));
    expect(errors.map(({ parameter }) => parameter)).toEqual(names);
  });

  it('are all reported, and nothing else', () => {
    const invalid = {
      word: 'word=w',
      colour: 'colour=mauve',
      weight: 'weight=3',
      size: 'size=1&size=2',
    };
    const subsets = fc.subarray(Object.keys(invalid) as (keyof typeof invalid)[], { minLength: 1 });
    fc.assert(
      fc.property(subsets, (names) => {
        const errors = errorsOf(() => parse(names.map((name) => invalid[name]).join('&')));
        expect(new Set(errors.map(({ parameter }) => parameter))).toEqual(new Set(names));
      }),
    );
  });
});

const anyName = fc.oneof(fc.constantFrom(...Object.keys(listTakeaways.parameters)), fc.string());
const anyQuery = fc
  .array(fc.tuple(anyName, fc.oneof(fc.string({ unit: 'grapheme' }), fc.webFragments())), {
    maxLength: 30,
  })
  .map((pairs) => new URLSearchParams(pairs).toString());

it('Any query string of a list is parsed, or gives errors that name its parameters or those of the list', () => {
  fc.assert(
    fc.property(anyQuery, (query) => {
      const url = urlOf(query);
      const names = [...url.searchParams.keys()].map((name) => name.slice(0, 60));
      for (const error of errorsOf(() => parseParameters(url, listTakeaways.parameters))) {
        expect(names).toContain(error.parameter);
        expect(error.detail).not.toBe('');
      }
    }),
    { numRuns: 500 },
  );
});

describe('the canonical query', () => {
  const names = ['q', 'topic', 'year'];
  const pairs = fc.array(fc.tuple(fc.constantFrom(...names), fc.string()), { maxLength: 8 });
  const canonicalOf = (list: readonly [string, string][]) =>
    canonicalQuery(urlOf(new URLSearchParams([...list]).toString()), names);

  it('does not depend on order or repetition', () => {
    const withShuffled = pairs.chain((list) =>
      fc.tuple(
        fc.constant(list),
        fc.shuffledSubarray([...list, ...list], { minLength: 2 * list.length }),
      ),
    );
    fc.assert(
      fc.property(withShuffled, ([list, shuffled]) => {
        expect(canonicalOf(shuffled)).toBe(canonicalOf(list));
      }),
    );
  });

  it('keeps all names and values', () => {
    fc.assert(
      fc.property(pairs, (list) => {
        const kept = [...new URLSearchParams(canonicalOf(list))].map(String);
        expect(new Set(kept)).toEqual(new Set(list.map(String)));
      }),
    );
  });

  it('leaves out other parameters', () => {
    expect(canonicalQuery(urlOf('limit=5&q=wasm'), names)).toBe('q=wasm');
  });
});
