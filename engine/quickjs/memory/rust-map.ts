/** Rust's hash map of which the keys of the hash function are random, and so the order of what is in it. */
import type { Block } from './chunks.js';
import { sipHash } from './sip-hash.js';
import { unexpected, Words } from './words.js';

/** Fields of Rust's `HashMap`: its table, and the two keys of its hash function. */
const rust = { control: 0, mask: 4, count: 12, keys: 16 } as const;
/** A table of no more buckets than this is looked at whole, so that it doesn't matter which one has what. */
const group = 8;
const emptyBucket = 0xff;
/** A `TypeId`, and what is kept by it. */
const bucketBytes = 32;
/** What of it is no padding. */
const contentBytes = 28;
const fixedKeys = [0n, 0n] as const;

/**
 * Of one map the keys are random: they stand there, and where the thread keeps those of the next one.
 *
 * @param chunks what is in use of the memory
 * @throws Error where the memory is not laid out as expected
 */
export const setRustSeeds = (words: Words, chunks: readonly Block[]): void => {
  const heap = chunks[0]?.start ?? words.length;
  const maps: number[] = [];
  for (let state = Math.ceil(heap / 8) * 8; words.has(state, 32); state += 8) {
    if (isRustMap(words, state)) maps.push(state);
  }
  const found: { readonly kept: number; readonly state: number }[] = [];
  for (let kept = 8; kept + 16 <= heap; kept += 8) {
    for (const state of maps) {
      const own = state + rust.keys;
      const isPair =
        words.u32(own + 8) === words.u32(kept + 8) &&
        words.u64(own + 8) === words.u64(kept + 8) &&
        words.u64(own) + 1n === words.u64(kept);
      if (isPair) found.push({ kept, state });
    }
  }
  const [pair, ...more] = found;
  if (!pair || more.length > 0) throw unexpected(`${found.length} maps of Rust were found`);
  rehash(words, pair.state);
  words.setU64(pair.kept, fixedKeys[0] + 1n);
  words.setU64(pair.kept + 8, fixedKeys[1]);
};

const isRustMap = (words: Words, state: number): boolean => {
  const [control, buckets] = [words.u32(state + rust.control), words.u32(state + rust.mask) + 1];
  const count = words.u32(state + rust.count);
  return (
    buckets > 1 &&
    buckets <= group &&
    (buckets & (buckets - 1)) === 0 &&
    count > 0 &&
    count < buckets &&
    words.has(control - buckets * bucketBytes, buckets * bucketBytes + group * 2) &&
    words.u64(state + rust.keys + 8) !== 0n
  );
};

const rehash = (words: Words, state: number): void => {
  const control = words.u32(state + rust.control);
  const buckets = words.u32(state + rust.mask) + 1;
  if (buckets > group || !words.has(control, buckets + group))
    throw unexpected('a map is too large');
  const keys = [words.u64(state + rust.keys), words.u64(state + rust.keys + 8)] as const;
  const at = (index: number): number => control - (index + 1) * bucketBytes;
  const entries = Array.from({ length: buckets }, (_, index) => index)
    .filter((index) => words.u8(control + index) !== emptyBucket)
    .map((index) => ({
      tag: words.u8(control + index),
      bytes: words.image.slice(at(index), at(index) + bucketBytes).fill(0, contentBytes),
    }));
  if (entries.length !== words.u32(state + rust.count)) throw unexpected('a map counts wrong');
  const half = [0, 8].find((offset) =>
    entries.every(({ tag, bytes }) => tagOf(bytes, offset, keys) === tag),
  );
  if (half === undefined) throw unexpected('a map has another hash function');

  entries.sort((one, other) => Buffer.compare(one.bytes, other.bytes));
  for (let index = 0; index < buckets; index++) {
    const bytes = entries[index]?.bytes;
    const tag = bytes ? tagOf(bytes, half, fixedKeys) : emptyBucket;
    words.setU8(control + index, tag);
    words.setU8(control + group + index, tag);
    if (bytes) words.image.set(bytes, at(index));
    else words.zero(at(index), at(index) + bucketBytes);
  }
  words.setU64(state + rust.keys, fixedKeys[0]);
  words.setU64(state + rust.keys + 8, fixedKeys[1]);
};

/** What a table says of a bucket: seven bits of the hash of half a `TypeId`. */
const tagOf = (bucket: Uint8Array, half: number, keys: readonly [bigint, bigint]): number =>
  Number((sipHash(new Words(bucket).u64(half), keys) >> 25n) & 0x7fn);
