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

/** @returns the lines of UTF-8 text, without their ends. */
export const linesOf = (text: Uint8Array): Uint8Array[] => {
  const lines: Uint8Array[] = [];
  for (let start = 0; ; ) {
    const end = text.indexOf(newline, start);
    if (end < 0) return [...lines, text.subarray(start)];
    lines.push(text.subarray(start, end));
    start = end + 1;
  }
};

const newline = 0x0a;
