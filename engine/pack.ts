/** Packs data for src/encoding/gzip-comment.ts. */
import { gzipSync } from 'node:zlib';

/** @returns `content` compressed with gzip, reproducibly. */
export const gzip = (content: Uint8Array | string): Uint8Array<ArrayBuffer> =>
  new Uint8Array(gzipSync(content, { level: 9 }));

/** @returns the text of a JavaScript function with `bytes` in a comment, which esbuild keeps. */
export const packedFunction = (bytes: Uint8Array): string =>
  `() => {\n/*!${Buffer.from(bytes).toString('base64')}*/\nreturn;\n}`;
