import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeCursor, encodeCursor } from '../../../src/api/lists/cursor.js';
import { Problem } from '../../../src/http/problem.js';

const hexadecimal = '0123456789abcdef';
const base64Url = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

const position = fc.record({
  revision: fc.string({ unit: fc.constantFrom(...hexadecimal), minLength: 32, maxLength: 32 }),
  offset: fc.integer({ min: 0, max: 999_999_999 }),
});
const query = fc.webQueryParameters().map((text) => `/v1/takeaways?${text}`);

const isRefused = (cursor: string, of: string): boolean => {
  try {
    decodeCursor(cursor, of);
    return false;
  } catch (error) {
    return (
      error instanceof Problem &&
      error.slug === 'invalid-cursor' &&
      error.options.errors?.[0]?.parameter === 'cursor'
    );
  }
};

/** Every text that differs from `text` by one changed, deleted or inserted character. */
const mutationsOf = (text: string): string[] =>
  Array.from({ length: text.length + 1 }, (_, at) =>
    [...base64Url, '=', '+', '/', ' ', 'é'].flatMap((character) => [
      `${text.slice(0, at)}${character}${text.slice(at)}`,
      `${text.slice(0, at)}${character}${text.slice(at + 1)}`,
      `${text.slice(0, at)}${text.slice(at + 1)}`,
    ]),
  )
    .flat()
    .filter((mutation) => mutation !== text);

describe('a cursor', () => {
  it('decodes to the position that was encoded', () => {
    fc.assert(
      fc.property(position, query, (where, of) => {
        expect(decodeCursor(encodeCursor(where, of), of)).toEqual(where);
      }),
    );
  });

  it('is safe in a URL', () => {
    fc.assert(
      fc.property(position, query, (where, of) => {
        expect(encodeCursor(where, of)).toMatch(/^[A-Za-z0-9_-]{40,100}$/);
      }),
    );
  });

  it('is rejected with any other query', () => {
    fc.assert(
      fc.property(position, query, query, (where, of, other) => {
        fc.pre(of !== other);
        expect(isRefused(encodeCursor(where, of), other)).toBe(true);
      }),
    );
  });

  it('is rejected if any character is changed, deleted or inserted', () => {
    fc.assert(
      fc.property(position, query, (where, of) => {
        const accepted = mutationsOf(encodeCursor(where, of)).filter(
          (mutation) => !isRefused(mutation, of),
        );
        expect(accepted).toEqual([]);
      }),
      { numRuns: 10 },
    );
  });

  it('is rejected if it combines parts of other cursors', () => {
    const offsets = fc.uniqueArray(position, {
      minLength: 2,
      maxLength: 2,
      selector: ({ offset }) => offset,
    });
    fc.assert(
      fc.property(offsets, query, ([one, other], of) => {
        const [head, tail] = [one, other].map((where) => where && encodeCursor(where, of));
        if (!head || !tail) throw new Error('Expected two positions.');
        for (let at = 1; at < Math.max(head.length, tail.length); at++) {
          const chimera: string = head.slice(0, at) + tail.slice(at);
          if (chimera !== head && chimera !== tail) expect(isRefused(chimera, of)).toBe(true);
        }
      }),
    );
  });

  it('is rejected if it is an arbitrary text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), query, (text, of) => {
        expect(isRefused(text, of)).toBe(true);
      }),
    );
  });
});
