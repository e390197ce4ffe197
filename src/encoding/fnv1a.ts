import { encodeText } from './utf8.js';

const { imul } = Math;

/** @returns the 32-bit FNV-1a hash of the low bytes of `text`. Not for security. */
export const fnv1a = (text: string): number => {
  const bytes = lowBytesOf(text);
  let hash = 0x811c9dc5;
  for (let index = 0; index < bytes.length; index++) {
    hash = imul(hash ^ (bytes[index] ?? 0), 0x01000193);
  }
  return hash >>> 0;
};

/** ASCII is encoded at once: the component's engine takes twice as long to ask for each character. */
const lowBytesOf = (text: string): Uint8Array => {
  const bytes = encodeText(text);
  if (bytes.length === text.length) return bytes;
  return Uint8Array.from({ length: text.length }, (_, index) => text.charCodeAt(index));
};
