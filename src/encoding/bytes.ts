/**
 * @param chunks what to join
 * @param separator what stands between two of them
 * @returns the bytes of all of them
 */
export const joinBytes = (
  chunks: readonly Uint8Array[],
  separator: Uint8Array = nothing,
): Uint8Array<ArrayBuffer> => {
  // Indices, because the component's engine takes 3 µs per turn of a loop over an iterator.
  let length = 0;
  for (let index = 0; index < chunks.length; index++) {
    length += (chunks[index]?.length ?? 0) + (index > 0 ? separator.length : 0);
  }
  const bytes = new Uint8Array(length);
  let position = 0;
  for (let index = 0; index < chunks.length; index++) {
    const chunk = chunks[index] ?? nothing;
    if (index > 0 && separator.length > 0) {
      bytes.set(separator, position);
      position += separator.length;
    }
    bytes.set(chunk, position);
    position += chunk.length;
  }
  return bytes;
};

const nothing = new Uint8Array();

/** @returns a function from the number of a line to the line, without its end; undefined after the last. */
export const linesOf = (text: Uint8Array): ((number: number) => Uint8Array | undefined) => {
  /** Where the first lines start, as far as they have been asked for; at the end, where the text ends. */
  const starts = [0];
  return (number) => {
    for (let last = starts.length - 1; last <= number; last++) {
      const start = starts[last] ?? 0;
      if (start > text.length) return undefined;
      const end = text.indexOf(newline, start);
      starts.push((end < 0 ? text.length : end) + 1);
    }
    return text.subarray(starts[number], (starts[number + 1] ?? 0) - 1);
  };
};

const newline = 0x0a;
