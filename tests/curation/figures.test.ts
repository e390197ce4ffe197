import { describe, expect, it } from 'vitest';
import { dataset } from './dataset-drafts.js';

const words: Readonly<Record<string, number>> = {
  two: 2,
  three: 3,
  four: 4,
  six: 6,
  eight: 8,
  decade: 10,
  ten: 10,
  tenth: 10,
  hundredth: 0.01,
};

/** @returns the numbers in a text, as digits or in words. */
const numbersIn = (text: string): number[] => [
  ...Array.from(text.matchAll(/(\d(?:[\d,.]*\d)?)( million)?/g), ([, digits = '', million]) => {
    return Number(digits.replaceAll(',', '')) * (million ? 1e6 : 1);
  }),
  ...(text.toLowerCase().match(/[a-z]+/g) ?? []).flatMap((word) => words[word] ?? []),
];

describe('a figure', () => {
  const figures = dataset.takeaways.flatMap(({ id, title, summary, figures }) =>
    figures.map((figure) => ({ ...figure, id, text: `${title} ${summary}` })),
  );

  // Figures that are "at least" a number are counted from a list in the text.
  it.each(figures.filter(({ qualifier }) => qualifier !== 'at least'))(
    'is stated in the text of its takeaway: $id, $label',
    ({ value, text }) => {
      expect(numbersIn(text)).toContain(value);
    },
  );
});
