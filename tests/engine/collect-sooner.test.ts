import { describe, expect, it } from 'vitest';
import { collectSooner } from '../../engine/starlingmonkey/collect-sooner.js';

const mebibyte = 2 ** 20;
const none = 0xffff_ffff;
/** 1.5 as a double, in two words. */
const growth = [0, 0x3ff8_0000];
const tunables = [...growth, 38 * mebibyte, mebibyte];
const zone = [57 * mebibyte, 121 * mebibyte, none];

const lowered = (words: readonly number[]): number[] => {
  const memory = Uint32Array.from(words);
  collectSooner(memory.buffer);
  return [...memory];
};

describe('the limits for garbage', () => {
  it('are lowered in the parameter and in each zone, and nowhere else', () => {
    const others = [38 * mebibyte, 57 * mebibyte, 1, none];
    expect(lowered([...others, ...zone, ...tunables, ...zone])).toEqual([
      ...others,
      ...[9 * mebibyte, 121 * mebibyte, none],
      ...[...growth, 6 * mebibyte, mebibyte],
      ...[9 * mebibyte, 121 * mebibyte, none],
    ]);
  });

  it.each([
    ['no parameter', zone, /once in its memory, got it 0 times/],
    ['two parameters', [...tunables, ...tunables, ...zone], /got it 2 times/],
    ['no zone', tunables, /no zone/],
  ])('of an engine that has %s end the build', (_, words, message) => {
    expect(() => lowered(words)).toThrow(message);
  });
});
