/** Writes what src/encoding/gzip-comment.ts reads. */
import type { Pack } from '../engine.js';
import { gzip } from '../gzip.js';

/** esbuild keeps such comments. */
export const inComment: Pack = {
  imports: "import { packedInComment } from './encoding/gzip-comment.ts';",
  expression: (content) =>
    `packedInComment(() => {\n/*!${Buffer.from(gzip(content)).toString('base64')}*/\nreturn;\n})`,
};
