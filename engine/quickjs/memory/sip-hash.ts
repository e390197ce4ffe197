/** SipHash-1-3, Rust's hash function for maps, of eight bytes. */

const wrap = (value: bigint): bigint => BigInt.asUintN(64, value);
const rotate = (value: bigint, bits: bigint): bigint =>
  wrap(value << bits) | (value >> (64n - bits));

type State = readonly [v0: bigint, v1: bigint, v2: bigint, v3: bigint];

const round = ([v0, v1, v2, v3]: State): State => {
  const a = wrap(v0 + v1);
  const b = rotate(v1, 13n) ^ a;
  const c = wrap(v2 + v3);
  const d = rotate(v3, 16n) ^ c;
  const e = wrap(rotate(a, 32n) + d);
  const f = rotate(d, 21n) ^ e;
  const g = wrap(c + b);
  const h = rotate(b, 17n) ^ g;
  return [e, h, rotate(g, 32n), f];
};

const rounds = (state: State, count: number): State =>
  count === 0 ? state : rounds(round(state), count - 1);

/** Takes in eight bytes. */
const absorb = ([v0, v1, v2, v3]: State, word: bigint): State => {
  const [a, b, c, d] = round([v0, v1, v2, v3 ^ word]);
  return [a ^ word, b, c, d];
};

/** @returns the hash of a word with two keys */
export const sipHash = (word: bigint, [k0, k1]: readonly [bigint, bigint]): bigint => {
  const initial: State = [
    k0 ^ 0x736f6d6570736575n,
    k1 ^ 0x646f72616e646f6dn,
    k0 ^ 0x6c7967656e657261n,
    k1 ^ 0x7465646279746573n,
  ];
  const length = 8n << 56n;
  const [v0, v1, v2, v3] = absorb(absorb(initial, word), length);
  return rounds([v0, v1, v2 ^ 0xffn, v3], 3).reduce((sum, value) => sum ^ value);
};
