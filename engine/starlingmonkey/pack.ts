/** Packs data for src/encoding/gzip-comment.ts. */
import { functionWithComment } from '../comment.js';
import type { Pack } from '../engine.js';
import { gzip } from '../gzip.js';

const expression = (content: Uint8Array): string =>
  `packedInComment(${functionWithComment(gzip(content))})`;

export const inComment: Pack = {
  imports: "import { packedInComment } from './encoding/gzip-comment.ts';",
  expression,
  contentOnly: expression,
};
