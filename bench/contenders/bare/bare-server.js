// A minimal Node server. Usage: node bare-server.js <port>
import { createServer } from 'node:http';

createServer((_, response) => response.end()).listen(Number(process.argv[2]), '127.0.0.1');
