/** `npm run client`: makes dist/openapi.json, and from it the typed client in dist/client/. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { makeDocument } from './openapi/document.js';
import { readVersion } from './package.js';

const document = 'dist/openapi.json';
const generator = 'tools/openapi-types/node_modules/openapi-typescript/bin/cli.js';
const compiler = 'node_modules/typescript/bin/tsc';

const run = (script: string, ...args: string[]) =>
  execFileSync(process.execPath, [script, ...args], { stdio: ['ignore', 'ignore', 'inherit'] });

mkdirSync('dist/client', { recursive: true });
writeFileSync(document, JSON.stringify(await makeDocument(readVersion()), null, 2));
run(generator, document, '--output', 'dist/client/openapi.d.ts', '--alphabetize');
run(compiler, '-p', 'client');
