/** Content for QuickJS is unpacked when the component is built: it takes the engine long to inflate. */
import type { Pack } from '../engine.js';
import { gzip } from '../gzip.js';

const literal = (bytes: Uint8Array): string =>
  JSON.stringify(Buffer.from(bytes).toString('base64'));

export const asBytes: Pack = {
  imports: "import { unpacked } from '../engine/quickjs/web/unpacked.ts';",
  expression: (content) => `unpacked(${literal(gzip(content))}, ${literal(content)})`,
};
