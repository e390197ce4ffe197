/** Changes inputs a little, as libFuzzer and AFL do. */

/** @returns a number of the range from 0 to 1, which 1 is not part of. */
export type Random = () => number;

const edges = [0, 1, 0x7f, 0x80, 0xff];
const numbers = ['0', '-1', '1', '100', '101', '256', '65536', '2147483648', '1e999', '00', '٣'];

/** Things to find in inputs and to put there, and how to choose. */
export interface Material {
  readonly random: Random;
  /** Texts that the code under test compares with. */
  readonly tokens: readonly Buffer[];
  /** Another input. */
  readonly other: Buffer;
  readonly maxBytes: number;
}

/** @returns the input with one to eight changes. */
export const mutate = (input: Buffer, material: Material): Buffer => {
  let changed = input;
  for (let left = 1 + Math.floor(material.random() ** 2 * 8); left > 0; left--) {
    changed = pick(material.random, changes)(changed, material);
  }
  return changed.subarray(0, material.maxBytes);
};

type Change = (input: Buffer, material: Material) => Buffer;

export const pick = <T>(random: Random, from: readonly [T, ...T[]]): T =>
  from[Math.floor(random() * from.length)] ?? from[0];

const below = (random: Random, limit: number): number => Math.floor(random() * limit);

/** Replaces `length` bytes at a place by others. */
const splice = (input: Buffer, at: number, length: number, put: Buffer): Buffer =>
  Buffer.concat([input.subarray(0, at), put, input.subarray(at + length)]);

const setByte = (byteOf: (old: number, random: Random) => number): Change => {
  return (input, { random }) => {
    const at = below(random, input.length);
    return splice(input, at, 1, Buffer.from([byteOf(input[at] ?? 0, random)]));
  };
};

const changes: readonly [Change, ...Change[]] = [
  setByte((old, random) => old ^ (1 << below(random, 8))),
  setByte((_, random) => below(random, 256)),
  setByte((_, random) => edges[below(random, edges.length)] ?? 0),
  setByte((old, random) => old + below(random, 9) - 4),
  // Inserts, removes, repeats and moves a part.
  (input, { random }) => {
    const bytes = Buffer.from(
      Array.from({ length: 1 + below(random, 8) }, () => below(random, 256)),
    );
    return splice(input, below(random, input.length + 1), 0, bytes);
  },
  (input, { random }) => {
    const at = below(random, input.length);
    return splice(input, at, 1 + below(random, Math.min(32, input.length - at)), Buffer.alloc(0));
  },
  (input, { random }) => {
    const part = partOf(input, random);
    return splice(input, below(random, input.length + 1), 0, part);
  },
  (input, { random, other }) => {
    const part = partOf(other, random);
    return splice(input, below(random, input.length + 1), below(random, part.length + 1), part);
  },
  (input, { random, other }) =>
    Buffer.concat([
      input.subarray(0, below(random, input.length + 1)),
      other.subarray(below(random, other.length + 1)),
    ]),
  (input, { random, tokens }) => {
    const token = tokens[below(random, tokens.length)] ?? Buffer.alloc(0);
    const length = random() < 0.5 ? 0 : token.length;
    return splice(input, below(random, input.length + 1), length, token);
  },
  (input, { random }) => {
    const found = [...input.toString('latin1').matchAll(/\d+/g)];
    const number = found[below(random, found.length)];
    if (!number) return input;
    const text = Buffer.from(numbers[below(random, numbers.length)] ?? '0');
    return splice(input, number.index, number[0].length, text);
  },
  (input, { random }) => {
    if (input.length < 4) return input;
    const number = Buffer.alloc(4);
    number.writeUInt32LE(random() < 0.5 ? below(random, 64) : below(random, 2 ** 32));
    return splice(input, below(random, input.length - 3), 4, number);
  },
];

const partOf = (input: Buffer, random: Random): Buffer => {
  const at = below(random, input.length);
  return input.subarray(at, at + 1 + below(random, Math.min(64, input.length - at)));
};
