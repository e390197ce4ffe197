/** Everything but brackets, a whole string at a time; the end of the text also ends a string. */
const notBrackets = /"[^"\\]*(?:\\.[^"\\]*)*"?|[^"[\]{}]+/gs;

/**
 * A parser calls itself for each level of nesting, and not every engine checks how far its stack reaches.
 *
 * @param json what is to be parsed, valid or not
 * @returns whether its arrays and objects are nested in more than so many levels
 */
export const isNestedDeeper = (json: string, levels: number): boolean => {
  const brackets = json.replace(notBrackets, '');
  let depth = 0;
  for (let index = 0; index < brackets.length; index++) {
    const bracket = brackets[index];
    depth += bracket === '[' || bracket === '{' ? 1 : -1;
    if (depth > levels) return true;
  }
  return false;
};
