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
  colour: repeatable(z.enum(['red', 'green', 'blue'], 'It is no colour.'), 'Colours.'),
};

const parse = (query: string) => parseParameters(urlOf(query), declared);

const faultsOf = (act: () => unknown): readonly ValidationError[] => {
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

describe('parameters that a route declares', () => {
  it('are parsed into values', () => {
    expect(parse('size=7&word=wasm')).toEqual({ word: 'wasm', size: 7, colour: [] });
  });

  it('are undefined or empty where the request has none', () => {
    expect(parse('')).toEqual({ word: undefined, size: undefined, colour: [] });
  });

  it('come sorted and without duplicates where they may be repeated', () => {
    expect(parse('colour=red&colour=blue&colour=red').colour).toEqual(['blue', 'red']);
  });

  it('may be repeated up to a limit', () => {
    const query = (times: number) => Array(times).fill('colour=red').join('&');
    expect(parse(query(maxValues)).colour).toEqual(['red']);
    expect(faultsOf(() => parse(query(maxValues + 1)))).toMatchObject([
      { parameter: 'colour', detail: expect.stringContaining(`${maxValues + 1} times`) },
    ]);
  });
});

describe('faults in parameters', () => {
  it('name a parameter that there is not, and list those that there are', () => {
    expect(faultsOf(() => parse('weight=3'))).toEqual([
      { parameter: 'weight', detail: expect.stringContaining('word, size, colour') },
    ]);
  });

  it('say so where a route takes no parameters at all', () => {
    expect(faultsOf(() => parseParameters(urlOf('word=wasm'), {}))).toEqual([
      { parameter: 'word', detail: expect.stringContaining('takes none') },
    ]);
  });

  it.each(['word=wasm&word=spin', 'word=wasm&word=wasm', 'word=&word=wasm'])(
    'name a parameter that is given twice and may be given once: %s',
    (query) => {
      expect(faultsOf(() => parse(query))).toContainEqual({
        parameter: 'word',
        detail: expect.stringContaining('2 times'),
      });
    },
  );

  it('quote the value that is wrong where there are several', () => {
    expect(faultsOf(() => parse('colour=mauve&colour=red&colour=puce'))).toEqual([
      { parameter: 'colour', detail: expect.stringContaining('"mauve"') },
      { parameter: 'colour', detail: expect.stringContaining('"puce"') },
    ]);
  });

  it('cut names and values short that a client made long', () => {
    const long = 'x'.repeat(3000);
    for (const fault of faultsOf(() => parse(`${long}=1&colour=${long}`))) {
      expect(fault.parameter?.length).toBeLessThanOrEqual(60);
      expect(fault.detail.length).toBeLessThan(200);
    }
  });

  it('treat names that every object inherits as unknown', () => {
    const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty'];
    const faults = faultsOf(() => parse(names.map((name) => `${name}=1`).join('&')));
    expect(faults.map(({ parameter }) => parameter)).toEqual(names);
  });

  it('are reported all at once, and no others with them', () => {
    const faulty = {
      word: 'word=w',
      colour: 'colour=mauve',
      weight: 'weight=3',
      size: 'size=1&size=2',
    };
    const subsets = fc.subarray(Object.keys(faulty) as (keyof typeof faulty)[], { minLength: 1 });
    fc.assert(
      fc.property(subsets, (names) => {
        const faults = faultsOf(() => parse(names.map((name) => faulty[name]).join('&')));
        expect(new Set(faults.map(({ parameter }) => parameter))).toEqual(new Set(names));
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

it('Any query string of a list parses, or gives faults that name parameters of the list or the query', () => {
  fc.assert(
    fc.property(anyQuery, (query) => {
      const url = urlOf(query);
      const names = [...url.searchParams.keys()].map((name) => name.slice(0, 60));
      for (const fault of faultsOf(() => parseParameters(url, listTakeaways.parameters))) {
        expect(names).toContain(fault.parameter);
        expect(fault.detail).not.toBe('');
      }
    }),
    { numRuns: 500 },
  );
});

describe('the canonical form of a query', () => {
  const names = ['q', 'topic', 'year'];
  const pairs = fc.array(fc.tuple(fc.constantFrom(...names), fc.string()), { maxLength: 8 });
  const canonicalOf = (list: readonly [string, string][]) =>
    canonicalQuery(urlOf(new URLSearchParams([...list]).toString()), names);

  it('is the same for any order and any repetition', () => {
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

  it('keeps every name with every value of it', () => {
    fc.assert(
      fc.property(pairs, (list) => {
        const kept = [...new URLSearchParams(canonicalOf(list))].map(String);
        expect(new Set(kept)).toEqual(new Set(list.map(String)));
      }),
    );
  });

  it('leaves out parameters that do not count', () => {
    expect(canonicalQuery(urlOf('limit=5&q=wasm'), names)).toBe('q=wasm');
  });
});
