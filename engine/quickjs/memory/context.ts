/** The fields of `JSContext` that differ from one initialization to the next. Names are those of quickjs.c. */
import { unexpected, type Words } from './words.js';

/**
 * Sets the time to nothing, and the seeds to what follows from one.
 *
 * @returns by what the seed of maps has changed, as an exclusive or
 * @throws Error where the memory is not laid out as expected
 */
export const setContextSeeds = (words: Words): number => {
  const context = findContext(words);
  const seed = words.u32(context + hashSeed);
  for (const boxed of boxesOf(words, words.u64(context + timeOrigin))) {
    words.setU64(boxed, words.u64(boxed) - words.u64(context + timeOrigin));
  }
  words.setU64(context + timeOrigin, 0n);
  words.setU64(context + randomState, fixedState);
  words.setU32(context + hashSeed, seedAfter(fixedState));
  return seed ^ seedAfter(fixedState);
};

/** It must not be zero. */
const fixedState = 1n;

/** Fields of `JSContext`, from the first of them on. */
const [timeOrigin, randomState, hashSeed] = [0, 8, 16] as const;

/** What `xorshift64star` returned when it left this state, as `JS_NewContextRaw` keeps it. */
const seedAfter = (state: bigint): number =>
  Number(BigInt.asUintN(32, state * 0x2545f4914f6cdd1dn));

/** @returns where the fields are that differ: a seed follows from the state that stands before it */
const findContext = (words: Words): number => {
  const found: number[] = [];
  for (let address = 8; words.has(address, 24); address += 8) {
    const seed = words.u32(address + hashSeed);
    if (seed === 0) continue;
    if (seedAfter(words.u64(address + randomState)) === seed) found.push(address);
  }
  const [context, ...more] = found;
  if (context === undefined || more.length > 0) {
    throw unexpected(`${found.length} contexts were found`);
  }
  return context;
};

/** As a value, a number has `JS_FLOAT64_TAG_ADDEND` taken from its upper half, so that it is no tag. */
const isAddend = (number: number): boolean => number >= 0x7ff0_0000 && (number & 0xffff) < 32;

/** @returns where a number stands as a value; `performance.timeOrigin` is one that cannot be deleted */
const boxesOf = (words: Words, number: bigint): number[] => {
  const [low, high] = [Number(number & 0xffff_ffffn), Number(number >> 32n)];
  const found: number[] = [];
  for (let address = 8; words.has(address, 8); address += 8) {
    const isBox = words.u32(address) === low && isAddend((high - words.u32(address + 4)) >>> 0);
    if (isBox) found.push(address);
  }
  return found;
};
