/** What a seed decides in Map, Set, WeakMap and WeakSet: which bucket has what. Names are those of quickjs.c. */
import type { Block } from './chunks.js';
import type { Words } from './words.js';

/**
 * Moves what is in maps to where it belongs with another seed.
 *
 * @param blocks what is in use of QuickJS's arenas
 * @param difference between the seeds, as an exclusive or
 */
export const reseedMaps = (words: Words, blocks: readonly Block[], difference: number): void => {
  const maps = blocks.filter(({ start, end }) => isMap(words, start, end));
  for (const { start } of maps) moveBuckets(words, start, difference);
  const tables = new Set(maps.map(({ start }) => words.u32(start + map.table)));
  const links = new Set(maps.flatMap(({ start }) => hashLinksOf(words, start)));
  for (const block of blocks) {
    if (!tables.has(block.start)) zeroRemains(words, block, links);
  }
};

/** Fields of `JSMapState`, which Map, Set, WeakMap and WeakSet have. */
const map = { isWeak: 0, records: 4, count: 12, table: 16, size: 20, threshold: 24, bytes: 28 };
/** Fields of `JSMapRecord`. */
const record = { isEmpty: 4, map: 8, link: 12, hashLink: 20 } as const;
/** `struct list_head` */
const [prev, next, listHead] = [0, 4, 8] as const;

const isMap = (words: Words, start: number, end: number): boolean => {
  if (start + map.bytes > end || words.u32(start + map.isWeak) > 1) return false;
  const [table, size] = [words.u32(start + map.table), words.u32(start + map.size)];
  const isTable = size > 0 && (size & (size - 1)) === 0 && words.has(table, size * listHead);
  if (!isTable || words.u32(start + map.threshold) !== (size === 1 ? 4 : size * 2)) return false;
  let count = 0;
  for (const link of listOf(words, start + map.records)) {
    if (link === undefined || words.u32(link - record.link + record.map) !== start) return false;
    if (words.u8(link - record.link + record.isEmpty) === 0) count++;
  }
  return count === words.u32(start + map.count);
};

/** The members of a list, from its head on; undefined where it is none. */
function* listOf(words: Words, head: number): Generator<number | undefined> {
  let before = head;
  for (let link = words.u32(head + next); link !== head; link = words.u32(link + next)) {
    if (!words.has(link - record.link, 48) || words.u32(link + prev) !== before) {
      yield undefined;
      return;
    }
    yield link;
    before = link;
  }
}

/** A bucket's number is the hash of a key, in which the seed is a term of an exclusive or. */
const moveBuckets = (words: Words, state: number, difference: number): void => {
  const [table, size] = [words.u32(state + map.table), words.u32(state + map.size)];
  const buckets = Array.from({ length: size }, (_, index) => {
    const head = table + index * listHead;
    return { head, first: words.u32(head + next), last: words.u32(head + prev) };
  });
  for (const [index, { head, first, last }] of buckets.entries()) {
    const moved = table + ((index ^ difference) & (size - 1)) * listHead;
    const isEmpty = first === head;
    words.setU32(moved + next, isEmpty ? moved : first);
    words.setU32(moved + prev, isEmpty ? moved : last);
    if (isEmpty) continue;
    words.setU32(first + prev, moved);
    words.setU32(last + next, moved);
  }
};

/** @returns where the records of a map are linked into its table */
const hashLinksOf = (words: Words, state: number): number[] =>
  [...listOf(words, state + map.records)].flatMap((link) =>
    link === undefined ? [] : [link - record.link + record.hashLink],
  );

/**
 * A block may be larger than what it holds: zeroes what is left in it of a table that was there before, and
 * has what a seed decided. In what is in use nothing else points at such links twice in a row, where a table
 * begins; only its neighbours may be empty lists.
 */
const zeroRemains = (words: Words, { start, end }: Block, links: ReadonlySet<number>): void => {
  const isEmpty = (head: number): boolean =>
    words.u32(head + prev) === head && words.u32(head + next) === head;
  const isFull = (head: number): boolean =>
    links.has(words.u32(head + prev)) && links.has(words.u32(head + next));
  // At its beginning a block has what it is in use for: a short text over a link may look like another link.
  for (let head = start + listHead; head < end; head += listHead) {
    const first = head;
    let hasFull = false;
    while (head < end && (isFull(head) || isEmpty(head))) {
      hasFull ||= isFull(head);
      head += listHead;
    }
    if (hasFull || head === end) words.zero(first, head);
  }
  if (links.has(words.u32(end - 4))) words.zero(end - 4, end);
};
