import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { eachOf, joinBytes, joinLines, linesOf, startsOfLines } from '../../src/encoding/bytes.js';
import { fnv1a } from '../../src/encoding/fnv1a.js';
import { decodeText, encodeText } from '../../src/encoding/utf8.js';

const around = {
  opening: encodeText('['),
  separator: encodeText(','),
  closing: encodeText(']'),
};
const line = fc.stringMatching(/^[a-zé]{0,9}$/);
/** Lines, and which of them to take: from the first one on, so many. */
const chosen = fc
  .array(line, { minLength: 1, maxLength: 12 })
  .chain((lines) =>
    fc
      .nat(lines.length - 1)
      .chain((first) =>
        fc.integer({ min: 1, max: lines.length - first }).map((count) => ({ lines, first, count })),
      ),
  );

describe('lines of a text', () => {
  it('are found as splitting finds them, however few are asked for', () => {
    fc.assert(
      fc.property(chosen, ({ lines, first, count }) => {
        const text = encodeText(lines.join('\n'));
        const found = linesOf(text, startsOfLines(text, first + count), { first, count });
        expect(found && eachOf(found).map(decodeText)).toEqual(lines.slice(first, first + count));
      }),
    );
  });

  it('are joined as each of them by itself would be', () => {
    fc.assert(
      fc.property(fc.array(chosen, { maxLength: 4 }), (choices) => {
        const parts = choices.flatMap(({ lines, first, count }) => {
          const text = encodeText(lines.join('\n'));
          return linesOf(text, startsOfLines(text, first + count), { first, count }) ?? [];
        });
        const each = choices.flatMap(({ lines, first, count }) =>
          lines.slice(first, first + count),
        );
        expect(decodeText(joinLines(parts, around))).toBe(`[${each.join(',')}]`);
        expect(decodeText(joinBytes(each.map(encodeText), around))).toBe(`[${each.join(',')}]`);
      }),
    );
  });

  it('are missing where the text ends before them', () => {
    const text = encodeText('one\ntwo');
    expect(linesOf(text, startsOfLines(text, 3), { first: 1, count: 2 })).toBeUndefined();
  });
});

describe('a separator of several bytes', () => {
  it('stands between the chunks', () => {
    const joined = joinBytes(['a', 'b', 'c'].map(encodeText), { separator: encodeText(', ') });
    expect(decodeText(joined)).toBe('a, b, c');
  });
});

describe('fnv1a', () => {
  it('hashes the low bytes of any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        let hash = 0x811c9dc5;
        for (let at = 0; at < text.length; at++) {
          hash = Math.imul(hash ^ (text.charCodeAt(at) & 0xff), 0x01000193);
        }
        expect(fnv1a(text)).toBe(hash >>> 0);
      }),
    );
  });
});
