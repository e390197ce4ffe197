import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isNestedDeeper } from '../../src/encoding/json-nesting.js';

const levelsOf = (value: unknown): number =>
  typeof value === 'object' && value !== null
    ? 1 + Math.max(0, ...Object.values(value).map(levelsOf))
    : 0;

describe('the nesting of JSON', () => {
  it('is counted as it is parsed', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 8 }), fc.nat(9), fc.nat(2), (value, levels, space) => {
        const json = JSON.stringify(value, null, space);
        expect(isNestedDeeper(json, levels)).toBe(levelsOf(value) > levels);
      }),
    );
  });

  it.each([
    ['brackets in strings', '["[[[", "\\"[[["]', false],
    ['brackets after a backslash at the end of a string', '["\\\\", [[[]]]]', true],
    ['brackets without end', '['.repeat(1_000_000), true],
    ['a string without end', `"${'\\"['.repeat(300_000)}`, false],
    ['many values side by side', `[${'[],'.repeat(300_000)}]`, false],
    ['brackets that close what was never opened', ']]]]]]]][[[[', false],
  ])('counts %s for what they are', (_, json, isDeeper) => {
    expect(isNestedDeeper(json, 3)).toBe(isDeeper);
  });
});
