/** What stands around bytes that are joined. */
interface Around {
  readonly opening?: Uint8Array;
  /** What stands between two of them. */
  readonly separator?: Uint8Array;
  readonly closing?: Uint8Array;
}

/**
 * @param chunks what to join
 * @param around what stands before, between and after them
 * @returns the bytes of all of them
 */
export const joinBytes = (
  chunks: readonly Uint8Array[],
  { opening = nothing, separator = nothing, closing = nothing }: Around = {},
): Uint8Array<ArrayBuffer> => {
  // Indices, because the component's engine takes 3 µs per turn of a loop over an iterator.
  let length = opening.length + separator.length * Math.max(0, chunks.length - 1) + closing.length;
  for (let index = 0; index < chunks.length; index++) length += chunks[index]?.length ?? 0;
  const bytes = new Uint8Array(length);
  const [single] = separator;
  let position = opening.length;
  bytes.set(opening);
  for (let index = 0; index < chunks.length; index++) {
    const chunk = chunks[index] ?? nothing;
    if (index > 0 && single !== undefined) {
      // One byte is written sooner by an assignment than by a call.
      if (separator.length === 1) bytes[position] = single;
      else bytes.set(separator, position);
      position += separator.length;
    }
    bytes.set(chunk, position);
    position += chunk.length;
  }
  bytes.set(closing, position);
  return bytes;
};

const nothing = new Uint8Array();

/** Lines that follow one another in a text. */
export interface Lines {
  /** From the start of the first to the end of the last. */
  readonly bytes: Uint8Array;
  /** Where each but the first starts in them. */
  readonly starts: readonly number[];
}

/** @returns a line by itself. */
export const lineOf = (bytes: Uint8Array): Lines => ({ bytes, starts: [] });

/** @returns each of the lines. */
export const eachOf = ({ bytes, starts }: Lines): Uint8Array[] =>
  [0, ...starts].map((start, index) =>
    bytes.subarray(start, index < starts.length ? (starts[index] ?? 0) - 1 : bytes.length),
  );

/**
 * The same as `joinBytes` of each line, in one go for lines that follow one another.
 *
 * @param around its separator, a single byte, takes the place of the ends of lines
 */
export const joinLines = (
  parts: readonly Lines[],
  around: Required<Around>,
): Uint8Array<ArrayBuffer> => {
  const joined = joinBytes(
    parts.map(({ bytes }) => bytes),
    around,
  );
  const [separator = 0] = around.separator;
  let position = around.opening.length;
  for (let index = 0; index < parts.length; index++) {
    const { bytes, starts } = parts[index] as Lines;
    for (let line = 0; line < starts.length; line++) {
      joined[position + (starts[line] ?? 0) - 1] = separator;
    }
    position += bytes.length + 1;
  }
  return joined;
};

/** @returns where the first `count` lines of a text start, and then where the next one would; fewer where it ends. */
export const startsOfLines = (text: Uint8Array, count: number): number[] => {
  const starts = [0];
  for (let start = 0; starts.length <= count && start <= text.length; ) {
    const end = text.indexOf(newline, start);
    start = (end < 0 ? text.length : end) + 1;
    starts.push(start);
  }
  return starts;
};

/** @returns lines of a text by what `startsOfLines` knows, or undefined if it has too few. */
export const linesOf = (
  text: Uint8Array,
  starts: readonly number[],
  { first, count }: { readonly first: number; readonly count: number },
): Lines | undefined => {
  const start = starts[first] ?? 0;
  const next = starts[first + count];
  if (next === undefined) return undefined;
  const others: number[] = [];
  for (let line = first + 1; line < first + count; line++) others.push((starts[line] ?? 0) - start);
  return { bytes: text.subarray(start, next - 1), starts: others };
};

const newline = 0x0a;
