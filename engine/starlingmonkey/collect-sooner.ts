/**
 * Lets the engine collect garbage sooner. What it sends or receives lies outside its heap, and only once 57 MiB of
 * that are garbage does it collect, and later each time: a dump grew by twice what it sent until then. The engine
 * has a parameter for this, but none of its interfaces sets it, so it is set in the memory that goes into the snapshot.
 */
const mebibyte = 2 ** 20;

/** What the engine begins with (its `JSGC_MALLOC_THRESHOLD_BASE`). */
const engineBase = 38 * mebibyte;

/** What it begins with instead: several times what any request but a dump or an upload leaves behind. */
const base = 6 * mebibyte;

/** Of the base or of what is in use, whichever is more, times this, the engine waits for. */
const growth = 1.5;

/** In a zone of the heap, the largest number follows two limits: it stands for none. */
const none = 0xffff_ffff;

/**
 * Sets the base, and the limits that the engine has calculated from it, one for each zone of its heap.
 *
 * @param memory of the instance, before it is a snapshot
 * @throws Error if they are not where this version of the engine has them
 */
export const collectSooner = (memory: ArrayBuffer): void => {
  const words = new Uint32Array(memory);
  const [low = 0, high = 0] = new Uint32Array(Float64Array.of(growth).buffer);
  const bases = indicesOf(words, engineBase).filter(
    (at) => words[at - 2] === low && words[at - 1] === high,
  );
  const [only] = bases;
  if (only === undefined || bases.length > 1) {
    throw new Error(
      `Expected the engine's limit for garbage once in its memory, got it ${bases.length} times.`,
    );
  }
  const zones = indicesOf(words, engineBase * growth).filter(
    (at) => (words[at + 1] ?? 0) > engineBase * growth && words[at + 2] === none,
  );
  if (zones.length === 0) throw new Error("The engine's memory has no zone with its first limit.");
  words[only] = base;
  for (const at of zones) words[at] = base * growth;
};

const indicesOf = (words: Uint32Array, value: number): number[] => {
  const found: number[] = [];
  for (let at = words.indexOf(value); at >= 0; at = words.indexOf(value, at + 1)) found.push(at);
  return found;
};
