/** Headers that choose a representation, or say what the client has: one in each line. */
import { ask } from '../service.js';

const names = [
  'accept',
  'accept-encoding',
  'if-none-match',
  'if-match',
  'if-modified-since',
  'range',
  'traceparent',
  'authorization',
];
const paths = ['/', '/v1/takeaways?limit=2', '/v1/dump', '/v1/meta', '/nothing', '/openapi.json'];

export const fuzz = async (data: Buffer): Promise<void> => {
  const lines = data.subarray(1).toString('latin1').split('\n').slice(0, names.length);
  const headers = lines.flatMap((value, index) => {
    const name = names[index];
    return name && value ? [[name, value] as const] : [];
  });
  const path = paths[(data[0] ?? 0) % paths.length] ?? '/';
  await ask(path, { headers });
};
