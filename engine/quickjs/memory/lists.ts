/** Doubly linked lists, as QuickJS has them: `struct list_head`. */
import type { Words } from './words.js';

const [previous, next, bytes] = [0, 4, 8] as const;

/** @returns the members of the list with this head; undefined where there is none: each must be linked both ways */
export const listAt = (words: Words, head: number): readonly number[] | undefined => {
  const members: number[] = [];
  let before = head;
  for (let link = words.u32(head + next); ; link = words.u32(link + next)) {
    if (!words.has(link, bytes) || words.u32(link + previous) !== before) return undefined;
    if (link === head) return members;
    members.push(link);
    before = link;
  }
};

/** Takes a member out of its list. */
export const unlink = (words: Words, link: number): void => {
  const [before, after] = [words.u32(link + previous), words.u32(link + next)];
  words.setU32(before + next, after);
  words.setU32(after + previous, before);
  words.zero(link, link + bytes);
};
