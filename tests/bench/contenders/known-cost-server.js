// A server whose costs are known: node server.js <port>, with DELAY in ms, MEMORY in MiB and ANSWER in its environment.
import { createServer } from 'node:http';
import { setTimeout } from 'node:timers/promises';

const { DELAY = '0', MEMORY = '0', ANSWER = '' } = process.env;
const held = Buffer.alloc(Number(MEMORY) * 2 ** 20, 1);
await setTimeout(Number(DELAY));

createServer((_, response) => {
  response.setHeader('X-Held', held.length);
  response.end(ANSWER);
}).listen(Number(process.argv[2]), '127.0.0.1');
