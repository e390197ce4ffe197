import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fold, stem, wordsOf } from '../../../src/dataset/search/words.js';

describe('folding', () => {
  it.each([
    ['Płotka', 'plotka'],
    ['Jérôme', 'jerome'],
    ['García', 'garcia'],
    ['Müller-Lüdenscheidt', 'muller-ludenscheidt'],
    ['ÅNGSTRÖM', 'angstrom'],
    ['Dvořák', 'dvorak'],
    ['Straße', 'strasse'],
    ['Ærøskøbing', 'aeroskobing'],
    ['Œuvre', 'oeuvre'],
    ['İstanbul', 'istanbul'],
    ['Ștefan Țîru', 'stefan tiru'],
    ['Kubernetes 1.29', 'kubernetes 1.29'],
  ])('turns %s into %s', (text, folded) => {
    expect(fold(text)).toBe(folded);
  });

  it('is idempotent', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(fold(fold(text))).toBe(fold(text));
      }),
    );
  });

  it('treats composed and decomposed accents alike', () => {
    for (const name of ['Jérôme', 'García', 'Dvořák', 'Ñandú', 'Çelik', 'Škoda', 'Ångström']) {
      expect(fold(name.normalize('NFD'))).toBe(fold(name.normalize('NFC')));
    }
  });
});

describe('the words of a text', () => {
  it('are in order, with repetitions, in lower case', () => {
    expect(wordsOf('Cilium, then Istio; then CILIUM again')).toEqual([
      'cilium',
      'then',
      'istio',
      'then',
      'cilium',
      'again',
    ]);
  });

  it('do not include stop words', () => {
    expect(wordsOf('What is the future of service meshes, and who will be there?')).toEqual([
      'future',
      'service',
      'meshes',
      'there',
    ]);
  });

  it('are separated by punctuation, including typographic punctuation', () => {
    expect(
      wordsOf('“Platforms” — don’t: build… (buy) 2022–2024! Node.js/C++ ×3 ¿Qué? 「雲」。'),
    ).toEqual([
      'platforms',
      'don',
      'build',
      'buy',
      '2022',
      '2024',
      'node',
      'js',
      'c',
      '3',
      'que',
      '雲',
    ]);
  });

  it('do not depend on the kind of apostrophe', () => {
    expect(wordsOf('It’s Kubernetes’ tenth year')).toEqual(wordsOf("It's Kubernetes' tenth year"));
  });

  it('can be in any script', () => {
    expect(wordsOf('Кубернетес クラウド ネイティブ 🚀')).toEqual([
      'кубернетес',
      'クラウド',
      'ネイティブ',
      '🚀',
    ]);
  });

  it('never contain a line break, a colon or more than 40 letters, so that all are valid terms', () => {
    const anyCharacter = fc.string({ unit: 'binary', minLength: 1, maxLength: 1 });
    const separator = fc.constantFrom('\ufeff', '\u2028', '\u00a0', '\t', '\n', ':', 'x');
    const text = fc.string({ unit: fc.oneof(anyCharacter, separator), maxLength: 200 });
    fc.assert(
      fc.property(text, (text) => {
        for (const word of wordsOf(text)) {
          expect(word).not.toMatch(/[\s:\ufeff]/);
          expect([...word].length).toBeLessThanOrEqual(40);
          expect(stem(word).length).toBeGreaterThan(0);
        }
      }),
    );
  });

  it('survive UTF-8 encoding, even if the text is not well-formed', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', '\ud83d', '\ude80', ' ') }), (text) => {
        for (const word of wordsOf(text)) {
          expect(new TextDecoder().decode(new TextEncoder().encode(word))).toBe(word);
        }
      }),
    );
  });

  it('do not depend on the surrounding spaces', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme' })), (texts) => {
        expect(wordsOf(texts.join(' '))).toEqual(texts.flatMap(wordsOf));
      }),
    );
  });

  it('split an overlong run of letters, and all parts are still found', () => {
    const words = wordsOf('x'.repeat(90));
    expect(words.join('')).toBe('x'.repeat(90));
    expect(words).toHaveLength(3);
  });
});

describe('the stem of a word', () => {
  it.each([
    ['mesh', 'meshes'],
    ['cluster', 'clusters'],
    ['deploy', 'deploying', 'deployed'],
    ['observe', 'observing', 'observability'],
    ['connect', 'connected', 'connection', 'connections'],
  ])('is shared by %s and its inflections', (word, ...inflections) => {
    expect(new Set([word, ...inflections].map(stem)).size).toBe(1);
  });

  it('differs for words that only look similar', () => {
    expect(new Set(['policy', 'police', 'polite', 'pole'].map(stem)).size).toBeGreaterThanOrEqual(
      3,
    );
    expect(stem('istio')).not.toBe(stem('istanbul'));
  });
});
