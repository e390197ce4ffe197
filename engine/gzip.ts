import { gzipSync } from 'node:zlib';

/** @returns the smallest gzip of `content`; the same at every run. */
export const gzip = (content: Uint8Array): Uint8Array<ArrayBuffer> =>
  new Uint8Array(gzipSync(content, { level: 9 }));
