/** Datasets to publish: what is wrong with one is the client's to know, whatever it is. */
import { ask, token } from '../service.js';

export const fuzz = async (data: Buffer): Promise<void> => {
  const answer = await ask('/v1/dataset?dry_run=true', {
    method: 'PUT',
    headers: [
      ['authorization', `Bearer ${token}`],
      ['if-match', '*'],
      ['content-type', 'application/json'],
    ],
    body: data,
  });
  if (answer && ![200, 201, 400, 413].includes(answer.status)) {
    throw new Error(`Expected 200 or 400, got ${answer.status}: ${answer.text}`);
  }
};
