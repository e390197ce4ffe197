/**
 * Tidies up the memory that the engine's initialization leaves, and that a component begins with. Much of it
 * nobody will read, and as zeros it takes no place in the component. What differs at each run, the time and the
 * seeds of hash tables, becomes what it might have been: no script can tell.
 */
import { zeroFreeBlocks } from './arenas.js';
import { zeroFreeChunks } from './chunks.js';
import { setContextSeeds } from './context.js';
import { reseedMaps } from './maps.js';
import { zeroAfterRegExps } from './regexps.js';
import { setRustSeeds } from './rust-map.js';
import { zeroSourceText } from './source-text.js';
import { Words } from './words.js';

/** @throws Error where the memory is not laid out as expected */
export const tidyMemory = (image: Uint8Array, script: string): void => {
  const words = new Words(image);
  const chunks = zeroFreeChunks(words);
  const blocks = zeroFreeBlocks(words, chunks);
  zeroAfterRegExps(words, blocks);
  reseedMaps(words, blocks, setContextSeeds(words));
  setRustSeeds(words, chunks);
  zeroSourceText(image, script);
};
