/** Query strings, of every resource that takes parameters: the first byte chooses. */
import { ask } from '../service.js';

const paths = [
  '/v1/takeaways',
  '/',
  '/feed.atom',
  '/v1/technologies',
  '/v1/takeaways/takeaway-1',
  '/v1/dump',
  '/v1/people',
  '/claims',
];

export const fuzz = async (data: Buffer): Promise<void> => {
  const path = paths[(data[0] ?? 0) % paths.length] ?? '/';
  await ask(`${path}?${data.subarray(1).toString('latin1')}`);
};
