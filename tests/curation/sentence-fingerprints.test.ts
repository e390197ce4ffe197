import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  fingerprintOf,
  isNear,
  readSentences,
  sentenceFingerprintsOf,
  sentencesIn,
  sharedBy,
  writeSentences,
} from '../../curation/sentence-fingerprints.js';
import { temporaryDirectory } from '../../lib/temporary-directory.js';

const source =
  'The careful gardener waters young trees every morning, prunes withered branches and feeds hungry birds.';
const sources = sentenceFingerprintsOf([`Before it. ${source} After it there is another one.`]);

describe('a sentence is near to a source', () => {
  it.each([
    ['word for word', source],
    [
      'with other function words and endings',
      'A careful gardener is watering all the young trees in the mornings, pruning withered branches, and feeding birds that hunger.',
    ],
  ])('%s', (_, sentence) => {
    expect(isNear(sentence, sources)).toBe(true);
  });
});

describe('a sentence is not near to a source', () => {
  it.each([
    [
      'if it says the same in another order',
      'Hungry birds are fed and branches pruned where withered; trees, if young, get water every morning from a careful gardener.',
    ],
    ['if it is short', 'The careful gardener waters young trees.'],
    [
      'if only names and numbers are the same',
      'Kubernetes, Istio, Envoy, Helm, Argo, 42 and Flux.',
    ],
  ])('%s', (_, sentence) => {
    expect(isNear(sentence, sources)).toBe(false);
  });
});

it('a fingerprint has a character for each content word, and none for names, numbers and options', () => {
  expect(fingerprintOf('In 2024 Kubernetes was growing with --sbom=true')).toHaveLength(1);
  expect(fingerprintOf('growing')).toBe(fingerprintOf('grows'));
});

it('sentences end at line breaks, full stops, colons and semicolons', () => {
  expect(sentencesIn('One: two; three.\nFour')).toEqual(['One:', 'two;', 'three.', 'Four']);
});

it('the shared words are those of the longest common subsequence', () => {
  expect(sharedBy('abcde', 'xaxcxexb')).toBe(3);
  expect(sharedBy('', 'abc')).toBe(0);
});

it('fingerprints are stored sorted and without duplicates', () => {
  const file = join(temporaryDirectory(), 'some.txt');
  writeSentences(file, sources);
  expect(sources).toEqual([...new Set(sources)].sort());
  expect(readSentences(file)).toEqual(sources);
});

it('the fingerprints of the sources are in the repository', () => {
  expect(readSentences().length).toBeGreaterThan(500);
});
