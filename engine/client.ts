/** `npm run client`: generates dist/openapi.json, and from it the typed client in dist/client/. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { readVersion } from '../lib/package.js';
import { makeDocument } from './openapi/openapi-document.js';

const document = 'dist/openapi.json';
const generator = 'engine/npm/openapi-types/node_modules/openapi-typescript/bin/cli.js';
const compiler = 'node_modules/typescript/bin/tsc';

const run = (script: string, ...args: string[]) =>
  execFileSync(process.execPath, [script, ...args], { stdio: ['ignore', 'ignore', 'inherit'] });

export const makeClient = async (): Promise<void> => {
  mkdirSync('dist/client', { recursive: true });
  writeFileSync(document, JSON.stringify(await makeDocument(readVersion()), null, 2));
  run(generator, document, '--output', 'dist/client/openapi.d.ts', '--alphabetize');
  run(compiler, '-p', 'client');
};

if (process.argv[1] === fileURLToPath(import.meta.url)) await makeClient();
