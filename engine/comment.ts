/**
 * @returns the text of a JavaScript function that has bytes as base64 in a comment, which esbuild keeps; the
 *   function's own source text has them then, and no literal.
 */
export const functionWithComment = (bytes: Uint8Array): string =>
  `() => {\n/*!${Buffer.from(bytes).toString('base64')}*/\nreturn;\n}`;
