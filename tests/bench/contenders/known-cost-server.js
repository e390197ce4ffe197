// A server with known costs. Usage: DELAY=<ms> MEMORY=<MiB> ANSWER=<text> node known-cost-server.js <port>
import { createServer } from 'node:http';
import { setTimeout } from 'node:timers/promises';

const { DELAY = '0', MEMORY = '0', ANSWER = '' } = process.env;
const held = Buffer.alloc(Number(MEMORY) * 2 ** 20, 1);
await setTimeout(Number(DELAY));

createServer((_, response) => {
  response.setHeader('X-Held', held.length);
  response.end(ANSWER);
}).listen(Number(process.argv[2]), '127.0.0.1');
