/**
 * Tidies up the memory that the engine's initialization leaves, and that a component begins with. Much of it
 * nobody will read, and as zeros it takes no place in the component. What is zeroed is free by the lists of the
 * allocators, or source text by a pointer to it: nothing is guessed from what it looks like.
 *
 * What is free lies in pieces between what is in use, and each page that a request writes to is copied for it. So
 * the allocators are left one stretch, and the memory beyond the end.
 */
import { closeArenas } from './arenas.js';
import { keepOneStretch, zeroFreeChunks } from './chunks.js';
import { zeroSourceText } from './source-text.js';
import { Words } from './words.js';

/** @throws Error where the memory is not laid out as expected */
export const tidyMemory = (image: Uint8Array, script: string): void => {
  const words = new Words(image);
  zeroSourceText(words, closeArenas(words, zeroFreeChunks(words)), script);
  keepOneStretch(words);
};
