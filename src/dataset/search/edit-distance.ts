import { distance } from 'fastest-levenshtein';

/** @returns how many typos lie between two words: letters wrong, missing or too many, or two swapped. */
export const editDistance = (one: string, other: string): number =>
  isSwapped(one, other) ? 1 : distance(one, other);

/** The typo that happens most, and that an edit distance takes for two: `dokcer`. */
const isSwapped = (one: string, other: string): boolean => {
  if (one.length !== other.length) return false;
  let at = 0;
  while (at < one.length && one[at] === other[at]) at++;
  return (
    at < one.length &&
    one[at] === other[at + 1] &&
    one[at + 1] === other[at] &&
    one.slice(at + 2) === other.slice(at + 2)
  );
};
