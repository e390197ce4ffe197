import { distance } from 'fastest-levenshtein';

/** @returns the edit distance between two words: letters changed, missing, added, or one pair swapped. */
export const editDistance = (one: string, other: string): number =>
  isSwapped(one, other) ? 1 : distance(one, other);

/** Whether two adjacent letters are swapped, the most common typo: `dokcer`. Levenshtein counts it as 2. */
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
