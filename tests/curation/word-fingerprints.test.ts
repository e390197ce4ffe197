import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import {
  fingerprintsOf,
  readFingerprints,
  windowsOf,
  wordsIn,
  writeFingerprints,
} from '../../curation/word-fingerprints.js';

it('words are runs of letters and digits, whatever their case and what is between them', () => {
  expect(wordsIn('Płotka’s “Gen-AI” took 10.000 (ten thousand)…')).toEqual([
    'płotka',
    's',
    'gen',
    'ai',
    'took',
    '10',
    '000',
    'ten',
    'thousand',
  ]);
  expect(wordsIn('Jose\u0301')).toEqual(wordsIn('José'));
});

it('nine words have two windows of eight, and seven have none', () => {
  const nine = 'a b c d e f g h i'.split(' ');

  expect(windowsOf(nine)).toEqual([windowsOf(nine.slice(0, 8)), windowsOf(nine.slice(1))].flat());
  expect(windowsOf(nine)).toHaveLength(2);
  expect(windowsOf(nine.slice(0, 7))).toEqual([]);
});

it('of each word of a window four bits are kept, in its place', () => {
  const [window] = windowsOf('to be or not to be that is'.split(' '));
  const [backwards] = windowsOf('is that be to not or be to'.split(' '));

  expect(window).toMatch(/^[0-9a-f]{8}$/);
  expect(backwards).toBe([...String(window)].reverse().join(''));
  expect(backwards).not.toBe(window);
});

it('fingerprints are written without repeats or order, and read back the same', () => {
  const folder = mkdtempSync(join(tmpdir(), 'fingerprints-'));
  const file = join(folder, 'some.bin');
  const text = 'the quick brown fox jumps over the lazy dog and sleeps';

  const fingerprints = fingerprintsOf([text, text]);
  writeFingerprints(file, fingerprints);

  expect(fingerprints).toEqual([...fingerprints].sort());
  expect(readFingerprints(file)).toEqual(new Set(windowsOf(wordsIn(text))));
  expect(statSync(file).size).toBe(4 * 4);
  rmSync(folder, { recursive: true });
});

it('those of the four sources are at hand', () => {
  expect(readFingerprints().size).toBeGreaterThan(8_900);
});
