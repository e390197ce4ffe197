/** Writes what src/encoding/gzip-comment.ts reads. */
import { functionWithComment } from '../comment.js';
import type { Pack } from '../engine.js';
import { gzip } from '../gzip.js';

export const inComment: Pack = {
  imports: "import { packedInComment } from './encoding/gzip-comment.ts';",
  expression: (content) => `packedInComment(${functionWithComment(gzip(content))})`,
};
