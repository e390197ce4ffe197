/** Content for QuickJS is unpacked when the component is built: it takes the engine long to inflate. */
import { functionWithComment } from '../comment.js';
import type { Pack } from '../engine.js';
import { gzip } from '../gzip.js';

export const asBytes: Pack = {
  imports: "import { unpacked } from '../engine/quickjs/web/unpacked.ts';",
  expression: (content) =>
    `unpacked(${functionWithComment(gzip(content))}, ${functionWithComment(content)})`,
};
