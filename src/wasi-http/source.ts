import { joinBytes } from '../encoding/bytes.js';
import { encodeText } from '../encoding/utf8.js';
import type { Content } from './messages.js';

/** A part of a body to write at once. */
export interface Chunk {
  readonly bytes: Uint8Array;
  readonly isLast: boolean;
}

/** A body in chunks. */
export interface Source {
  /** @throws if the body fails */
  next(): Promise<Chunk>;
  /** Stops the source. */
  cancel(): Promise<void>;
}

/** The size of a chunk of a stream, in bytes. */
const chunkBytes = 256 * 1024;

/** @returns a known body as one chunk, or a stream in large chunks. */
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
    if (!value) return { bytes: joinBytes(pieces), isLast: true };
    pieces.push(value);
    length += value.length;
  }
  return { bytes: joinBytes(pieces), isLast: false };
};
