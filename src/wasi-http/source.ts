import { encodeText } from '../encoding/utf8.js';
import type { Content } from './messages.js';

/** A part of a body to write at once. */
export interface Chunk {
  readonly bytes: Uint8Array;
  readonly isLast: boolean;
}

/** A body in chunks. */
export interface Source {
  /** @returns the next part, which is valid until the one after it. @throws if the body fails */
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
  return { next: chunksOf(reader), cancel: () => reader.cancel() };
};

/** @returns what reads the next chunk, over the last one: the engine is slow to give memory back. */
const chunksOf = (reader: ReadableStreamDefaultReader<Uint8Array>): (() => Promise<Chunk>) => {
  const buffer = new Uint8Array(chunkBytes);
  let rest: Uint8Array | undefined;
  return async () => {
    for (let length = 0; ; ) {
      if (!rest?.length) rest = (await reader.read()).value;
      if (!rest) return { bytes: buffer.subarray(0, length), isLast: true };
      const part = rest.subarray(0, chunkBytes - length);
      buffer.set(part, length);
      length += part.length;
      rest = rest.subarray(part.length);
      if (length === chunkBytes) return { bytes: buffer, isLast: false };
    }
  };
};
