import { concatenate } from '../encoding/bytes.js';
import { encodeText } from '../encoding/utf8.js';
import type { Content } from './messages.js';

/** A part of a body that is written at once. */
export interface Chunk {
  readonly bytes: Uint8Array;
  readonly isLast: boolean;
}

/** A body in chunks. */
export interface Source {
  /** @throws where the body fails */
  next(): Promise<Chunk>;
  /** Nobody will ask for more. */
  cancel(): Promise<void>;
}

/** The bytes of a stream that become a chunk. */
const chunkBytes = 256 * 1024;

/** @returns a body that is known as one chunk, and a stream in large ones. */
export const sourceOf = (content: NonNullable<Content>): Source => {
  if (!(content instanceof ReadableStream)) {
    const bytes = typeof content === 'string' ? encodeText(content) : content;
    return { next: async () => ({ bytes, isLast: true }), cancel: async () => {} };
  }
  const reader = content.getReader();
  return { next: () => gather(reader), cancel: () => reader.cancel() };
};

const gather = async (reader: ReadableStreamDefaultReader<Uint8Array>): Promise<Chunk> => {
  const pieces: Uint8Array[] = [];
  for (let length = 0; length < chunkBytes; ) {
    const { value } = await reader.read();
    if (!value) return { bytes: concatenate(pieces), isLast: true };
    pieces.push(value);
    length += value.length;
  }
  return { bytes: concatenate(pieces), isLast: false };
};
