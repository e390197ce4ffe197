/** Cursors: forged ones are refused, and those that the service makes lead back to where they were made. */
import { decodeCursor, encodeCursor } from '../../../src/api/lists/cursor.js';
import { Problem } from '../../../src/http/problem.js';
import { ask } from '../service.js';

export const fuzz = async (data: Buffer): Promise<void> => {
  const [cursor = '', query = ''] = data.toString('latin1').split('\n', 2);
  try {
    const position = decodeCursor(cursor, query);
    if (encodeCursor(position, query) !== cursor) throw new Error(`${cursor} has a twin.`);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
  }
  const revision = Buffer.concat([data, Buffer.alloc(16)])
    .subarray(0, 16)
    .toString('hex');
  const offset = data.length > 3 ? data.readUInt32LE(0) % 1_000_000_000 : 0;
  const made = decodeCursor(encodeCursor({ revision, offset }, query), query);
  if (made.revision !== revision || made.offset !== offset) throw new Error(`${query} lost it.`);
  await ask(`/v1/takeaways?${query}&cursor=${encodeURIComponent(cursor)}`);
};
