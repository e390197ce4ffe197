/** Writes what src/encoding/gzip-comment.ts reads. */
import { gzipSync } from 'node:zlib';

/** @returns the smallest gzip of `content`; the same at every run. */
export const gzip = (content: Uint8Array | string): Uint8Array<ArrayBuffer> =>
  new Uint8Array(gzipSync(content, { level: 9 }));

/** @returns the text of a JavaScript function that carries `bytes`; esbuild keeps such comments. */
export const packedFunction = (bytes: Uint8Array): string =>
  `() => {\n/*!${Buffer.from(bytes).toString('base64')}*/\nreturn;\n}`;
