import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import {
  fingerprintOf,
  fingerprintsOf,
  readFingerprints,
  windowsOf,
  wordsIn,
  writeFingerprints,
} from '../../tools/sources-words.js';

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

  expect(windowsOf(nine)).toEqual([nine.slice(0, 8), nine.slice(1)]);
  expect(windowsOf(nine.slice(0, 7))).toEqual([]);
});

it('a fingerprint keeps four bits of each word', () => {
  const window = 'to be or not to be that is'.split(' ');

  expect(fingerprintOf(window)).toMatch(/^[0-9a-f]{8}$/);
  expect(fingerprintOf(window)).not.toBe(fingerprintOf([...window].reverse()));
  expect(fingerprintOf(['to'])).toBe(fingerprintOf(window).charAt(0));
});

it('fingerprints are written without repeats or order, and read back the same', () => {
  const folder = mkdtempSync(join(tmpdir(), 'fingerprints-'));
  const file = join(folder, 'some.bin');
  const text = 'the quick brown fox jumps over the lazy dog and sleeps';

  const fingerprints = fingerprintsOf([text, text]);
  writeFingerprints(file, fingerprints);

  expect(fingerprints).toEqual([...fingerprints].sort());
  expect(readFingerprints(file)).toEqual(new Set(windowsOf(wordsIn(text)).map(fingerprintOf)));
  expect(statSync(file).size).toBe(4 * 4);
  rmSync(folder, { recursive: true });
});

it('those of the four sources are at hand', () => {
  expect(readFingerprints().size).toBeGreaterThan(8_900);
});
