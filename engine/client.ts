/** `npm run client`: makes dist/openapi.json, and from it the typed client in dist/client/, a package to publish. */
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as z from 'zod';
import { readVersion } from '../lib/package.js';
import { makeDocument } from './openapi/openapi-document.js';

const document = 'dist/openapi.json';
const folder = 'dist/client';
const generator = 'engine/npm/openapi-types/node_modules/openapi-typescript/bin/cli.js';
const compiler = 'node_modules/typescript/bin/tsc';

const run = (script: string, ...args: string[]) =>
  execFileSync(process.execPath, [script, ...args], { stdio: ['ignore', 'ignore', 'inherit'] });

const manifestSchema = z.looseObject({
  engines: z.looseObject({}),
  dependencies: z.looseObject({ 'openapi-fetch': z.string() }),
});

/** What `npm pack` takes: the client's version, library and Node are those of the service. */
const writePackage = (): void => {
  const read = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'));
  const { engines, dependencies } = manifestSchema.parse(read('package.json'));
  const manifest = {
    ...z.looseObject({ name: z.string() }).parse(read('client/package.json')),
    version: readVersion(),
    engines,
    dependencies: { 'openapi-fetch': dependencies['openapi-fetch'] },
  };
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  copyFileSync('client/README.md', join(folder, 'README.md'));
  copyFileSync('LICENSE', join(folder, 'LICENSE'));
};

/** Makes the OpenAPI document, and the client that is generated from it. */
export const makeClient = async (): Promise<void> => {
  mkdirSync(folder, { recursive: true });
  writeFileSync(document, JSON.stringify(await makeDocument(readVersion()), null, 2));
  run(generator, document, '--output', join(folder, 'openapi.d.ts'), '--alphabetize');
  run(compiler, '-p', 'client');
  writePackage();
};

if (process.argv[1] === fileURLToPath(import.meta.url)) await makeClient();
