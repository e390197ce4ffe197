import { statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import {
  fingerprintsOf,
  readFingerprints,
  windowsOf,
  wordsIn,
  writeFingerprints,
} from '../../curation/word-fingerprints.js';
import { temporaryDirectory } from '../../lib/temporary-directory.js';

it('words are sequences of letters and digits in lower case', () => {
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

it('nine words have two windows of eight; seven have none', () => {
  const nine = 'a b c d e f g h i'.split(' ');

  expect(windowsOf(nine)).toEqual([windowsOf(nine.slice(0, 8)), windowsOf(nine.slice(1))].flat());
  expect(windowsOf(nine)).toHaveLength(2);
  expect(windowsOf(nine.slice(0, 7))).toEqual([]);
});

it('a fingerprint keeps four bits of each word, in order', () => {
  const [window] = windowsOf('to be or not to be that is'.split(' '));
  const [backwards] = windowsOf('is that be to not or be to'.split(' '));

  expect(window).toMatch(/^[0-9a-f]{8}$/);
  expect(backwards).toBe([...String(window)].reverse().join(''));
  expect(backwards).not.toBe(window);
});

it('fingerprints are stored sorted and without duplicates', () => {
  const file = join(temporaryDirectory(), 'some.bin');
  const text = 'the quick brown fox jumps over the lazy dog and sleeps';

  const fingerprints = fingerprintsOf([text, text]);
  writeFingerprints(file, fingerprints);

  expect(fingerprints).toEqual([...fingerprints].sort());
  expect(readFingerprints(file)).toEqual(new Set(windowsOf(wordsIn(text))));
  expect(statSync(file).size).toBe(4 * 4);
});

it('the fingerprints of the four sources are in the repository', () => {
  expect(readFingerprints().size).toBeGreaterThan(8_900);
});
