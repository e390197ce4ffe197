/**
 * Content for QuickJS is written into the memory that the component begins with. The script only reserves the
 * place: neither does it take the engine long to inflate, nor does the script's text make the memory larger.
 */
import { createHash } from 'node:crypto';
import type { Pack } from '../engine.js';
import { gzip } from '../gzip.js';
import { unexpected } from './memory/words.js';

/** What belongs where, by its mark, which engine/quickjs/web/reserved.ts writes there: half a digest. */
const contents = new Map<string, Uint8Array>();

/** Anything shorter is longer by its mark. */
const markLength = 32;
const markBit = 0x80;

const reserve = (content: Uint8Array): string => {
  const mark = createHash('sha256').update(content).digest('hex').slice(0, markLength);
  contents.set(mark, content);
  return `reserved('${mark}', ${content.length})`;
};

export const reservedBytes: Pack = {
  imports:
    "import { packedAsContent, packedAsGzip, reserved } from '../engine/quickjs/web/reserved.ts';",
  expression: (content) => `packedAsGzip(${reserve(gzip(content))}, ${content.length})`,
  contentOnly: (content) => `packedAsContent(${reserve(content)})`,
};

/** Writes what a script has reserved a place for. @throws Error if there is not one place for each */
export const writeReserved = (image: Uint8Array, script: string): void => {
  const memory = Buffer.from(image.buffer, image.byteOffset, image.byteLength);
  const marks = new Set(
    Array.from(script.matchAll(/["'`]([0-9a-f]{32})["'`]/g), ([, mark]) => mark),
  );
  for (const [mark, content] of contents) {
    if (!marks.has(mark)) continue;
    const pattern = Buffer.from(mark).map((byte) => byte ^ markBit);
    const place = memory.indexOf(pattern);
    if (place < 0 || memory.indexOf(pattern, place + 1) >= 0) {
      throw unexpected(`there is not one place for ${mark}`);
    }
    memory.fill(0, place, place + markLength);
    const reserved = memory.subarray(place, place + content.length);
    if (reserved.length < content.length || reserved.some((byte) => byte !== 0)) {
      throw unexpected(`the place for ${mark} is taken`);
    }
    memory.set(content, place);
  }
};
