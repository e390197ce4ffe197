/**
 * Postings: the takeaways that a term occurs in, with the weight of the field.
 *
 * A takeaway is identified by its ordinal: its position in the default order. A posting list is encoded in
 * the smallest of three forms, so that it stays within `maxPostingsBytes` for `maxTakeaways`:
 * gaps between ordinals as LEB128 numbers with the weight in the two low bits, for rare terms;
 * a bitmap followed by two bits of weight per occurrence, for frequent ones;
 * a bitmap alone, for terms so frequent that their weight says little.
 */

/** The field of an occurrence: 1 is the summary, 2 technologies, speakers or the talk's title, 3 the title. */
export type FieldWeight = 1 | 2 | 3;

/** Occurrences of one term, by ascending ordinal. */
export interface Postings {
  readonly ordinals: number[];
  readonly weights: FieldWeight[];
}

/** Receives one occurrence. */
export type Visit = (ordinal: number, weight: FieldWeight) => void;

/** The longest posting list in bytes, for up to `maxTakeaways`. */
export const maxPostingsBytes = 19_000;

const gaps = 0;
const bitmapWithWeights = 1;
const bitmapAlone = 2;

/** The weight of occurrences in a bitmap without weights. */
const defaultWeight: FieldWeight = 1;

/**
 * @param postings the occurrences
 * @param takeaways the number of takeaways in the dataset
 */
export const encodePostings = (postings: Postings, takeaways: number): Uint8Array => {
  const bitmapBytes = Math.ceil(takeaways / 8);
  const weightBytes = Math.ceil(postings.ordinals.length / 4);
  const dense = 1 + bitmapBytes + weightBytes;
  const size = gapsSize(postings);
  if (size <= Math.min(dense, maxPostingsBytes)) return encodeGaps(postings, size);
  return encodeBitmap(postings, bitmapBytes, dense <= maxPostingsBytes ? weightBytes : 0);
};

const gapsSize = ({ ordinals, weights }: Postings): number => {
  let size = 1;
  let previous = -1;
  for (let index = 0; index < ordinals.length; index++) {
    const ordinal = ordinals[index] ?? 0;
    let number = (ordinal - previous - 1) * 4 + (weights[index] ?? defaultWeight);
    previous = ordinal;
    for (size++; number > 0x7f; size++) number >>>= 7;
  }
  return size;
};

const encodeGaps = ({ ordinals, weights }: Postings, size: number): Uint8Array => {
  const bytes = new Uint8Array(size);
  bytes[0] = gaps;
  let at = 1;
  let previous = -1;
  for (let index = 0; index < ordinals.length; index++) {
    const ordinal = ordinals[index] ?? 0;
    let number = (ordinal - previous - 1) * 4 + (weights[index] ?? defaultWeight);
    previous = ordinal;
    for (; number > 0x7f; number >>>= 7) bytes[at++] = (number & 0x7f) | 0x80;
    bytes[at++] = number;
  }
  return bytes;
};

const encodeBitmap = (
  { ordinals, weights }: Postings,
  bitmapBytes: number,
  weightBytes: number,
): Uint8Array => {
  const bytes = new Uint8Array(1 + bitmapBytes + weightBytes);
  const set = (position: number, bits: number) => {
    bytes[position] = (bytes[position] ?? 0) | bits;
  };
  set(0, weightBytes > 0 ? bitmapWithWeights : bitmapAlone);
  ordinals.forEach((ordinal, index) => {
    set(1 + (ordinal >>> 3), 1 << (ordinal & 7));
    const weight = weights[index] ?? defaultWeight;
    if (weightBytes > 0) set(1 + bitmapBytes + (index >>> 2), weight << ((index & 3) * 2));
  });
  return bytes;
};

/**
 * Calls `visit` for every occurrence, by ascending ordinal.
 *
 * @param bytes encoded postings
 * @param takeaways the number of takeaways in the dataset
 */
export const visitPostings = (bytes: Uint8Array, takeaways: number, visit: Visit): void => {
  if (bytes[0] === gaps) visitGaps(bytes, visit);
  else visitBitmap(bytes, Math.ceil(takeaways / 8), visit);
};

const visitGaps = (bytes: Uint8Array, visit: Visit): void => {
  let ordinal = -1;
  let number = 0;
  let shift = 0;
  for (let position = 1; position < bytes.length; position++) {
    const byte = bytes[position] ?? 0;
    number |= (byte & 0x7f) << shift;
    if (byte > 0x7f) {
      shift += 7;
      continue;
    }
    ordinal += (number >>> 2) + 1;
    visit(ordinal, (number & 3) as FieldWeight);
    number = 0;
    shift = 0;
  }
};

const visitBitmap = (bytes: Uint8Array, bitmapBytes: number, visit: Visit): void => {
  const withWeights = bytes[0] === bitmapWithWeights;
  let index = 0;
  for (let position = 0; position < bitmapBytes; position++) {
    const byte = bytes[1 + position] ?? 0;
    for (let bit = 0; byte >>> bit > 0; bit++) {
      if (((byte >>> bit) & 1) === 0) continue;
      const packed = bytes[1 + bitmapBytes + (index >>> 2)] ?? 0;
      const weight = withWeights ? (packed >>> ((index & 3) * 2)) & 3 : defaultWeight;
      visit(position * 8 + bit, weight as FieldWeight);
      index++;
    }
  }
};

/** @returns whether postings are encoded as a bitmap: those of a frequent term. */
export const isBitmap = (bytes: Uint8Array): boolean => bytes[0] !== gaps;

/** @returns whether postings know the weight of each occurrence; too frequent a term's do not. */
export const hasWeights = (bytes: Uint8Array): boolean => bytes[0] !== bitmapAlone;

/** Takeaways by ascending ordinal, each with a score. */
export interface Scored {
  readonly ordinals: Int32Array;
  readonly scores: Float32Array;
}

/**
 * @param bytes postings that are no bitmap
 * @param scores the score of each field weight
 * @returns the occurrences. Decoded without a call for each: in the component's engine, a call takes longer
 */
export const scoredOf = (
  bytes: Uint8Array,
  scores: Readonly<Record<FieldWeight, number>>,
): Scored => {
  const byWeight = [0, scores[1], scores[2], scores[3]];
  const ordinals = new Int32Array(bytes.length);
  const found = new Float32Array(bytes.length);
  let count = 0;
  let ordinal = -1;
  for (let position = 1; position < bytes.length; position++) {
    let byte = bytes[position] ?? 0;
    let number = byte & 0x7f;
    for (let shift = 7; byte > 0x7f; shift += 7) {
      byte = bytes[++position] ?? 0;
      number |= (byte & 0x7f) << shift;
    }
    // A damaged store: the last number has no end.
    if (position >= bytes.length) break;
    ordinal += (number >>> 2) + 1;
    ordinals[count] = ordinal;
    found[count++] = byWeight[number & 3] ?? 0;
  }
  return { ordinals: ordinals.subarray(0, count), scores: found.subarray(0, count) };
};

/**
 * @param bytes postings that are a bitmap
 * @param takeaways the number of takeaways in the dataset
 * @returns the bitmap as 32-bit words: bit 0 of word 0 is ordinal 0
 */
export const bitmapOf = (bytes: Uint8Array, takeaways: number): Uint32Array => {
  const padded = new Uint8Array(Math.ceil(takeaways / 32) * 4);
  padded.set(bytes.subarray(1, 1 + Math.ceil(takeaways / 8)));
  return new Uint32Array(padded.buffer);
};

/**
 * @param bytes postings that are a bitmap
 * @param takeaways the number of takeaways in the dataset
 * @param occurrences how many there are
 * @param count how many of them are asked for
 * @returns the numbers of those with the highest weights, the first of each weight first; by weight,
 *   ascending within one. Undefined if the bitmap has no weights
 */
export const heaviest = (
  bytes: Uint8Array,
  takeaways: number,
  occurrences: number,
  count: number,
): number[][] | undefined => {
  if (bytes[0] === bitmapAlone) return undefined;
  const packed = bytes.subarray(1 + Math.ceil(takeaways / 8));
  const padded = new Uint8Array(Math.ceil(packed.length / 4) * 4);
  padded.set(packed);
  const words = new Uint32Array(padded.buffer);
  let left = count;
  return ([3, 2, 1] as const).map((weight) => {
    const found: number[] = [];
    const pattern = weight * 0x55555555;
    for (let index = 0; index < words.length && found.length < left; index++) {
      const difference = (words[index] ?? 0) ^ pattern;
      // A pair of bits is 01 where both bits are equal to those of the weight.
      let pairs = ~(difference | (difference >>> 1)) & 0x55555555;
      for (; pairs !== 0 && found.length < left; pairs &= pairs - 1) {
        const rank = index * 16 + ((31 - Math.clz32(pairs & -pairs)) >>> 1);
        if (rank < occurrences) found.push(rank);
      }
    }
    left -= found.length;
    return found;
  });
};

/**
 * @param bytes postings that are a bitmap
 * @param takeaways the number of takeaways in the dataset
 * @param rank the number of the occurrence
 * @returns its weight, or undefined if the bitmap has no weights
 */
export const weightAt = (
  bytes: Uint8Array,
  takeaways: number,
  rank: number,
): FieldWeight | undefined => {
  if (bytes[0] === bitmapAlone) return undefined;
  const packed = bytes[1 + Math.ceil(takeaways / 8) + (rank >>> 2)] ?? 0;
  return ((packed >>> ((rank & 3) * 2)) & 3) as FieldWeight;
};
