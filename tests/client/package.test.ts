/** The client as somebody else has it: packed, installed into a project of its own, compiled and run there. */
import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { createServer } from '../../hosts/node/node-server.js';
import { readVersion } from '../../lib/package.js';
import { temporaryDirectory } from '../../lib/temporary-directory.js';
import { createApp } from '../../src/app.js';
import { createTestService } from '../support/test-app.js';

const project = temporaryDirectory();
const windows = process.platform === 'win32';
const npm = (...args: string[]) =>
  execFileSync('npm', args, { cwd: project, stdio: ['ignore', 'pipe', 'pipe'], shell: windows });

const program = `
import { createClient, type Schemas, type TakeawaysClient } from 'takeaways-client';

const client: TakeawaysClient = createClient(process.argv[2] ?? '');
const { data } = await client.GET('/v1/takeaways', {
  params: { query: { technology: ['spin', 'spinkube'], fields: ['id', 'claims'], limit: 2 } },
});
const found: readonly Partial<Schemas['Takeaway']>[] = data?.data ?? [];
// @ts-expect-error There is no such parameter.
const { error } = await client.GET('/v1/takeaways', { params: { query: { technologies: 'spin' } } });
console.log(JSON.stringify({ keys: found.map(Object.keys), status: error?.status }));
`;

const config = {
  compilerOptions: {
    ...{ target: 'ES2022', module: 'NodeNext', strict: true, skipLibCheck: false },
    ...{ lib: ['ES2022', 'DOM', 'DOM.Iterable'], types: ['node'] },
    typeRoots: [resolve('node_modules/@types')],
  },
  files: ['program.ts'],
};

let compiled: ReturnType<typeof compile>;
const compile = () =>
  spawnSync(process.execPath, [resolve('node_modules/typescript/bin/tsc'), '-p', project], {
    encoding: 'utf8',
  });

beforeAll(() => {
  // No registry is asked: the library comes, packed too, from where npm has installed it here.
  const parts = [
    'dist/client',
    'node_modules/openapi-fetch',
    'node_modules/openapi-typescript-helpers',
  ];
  npm('pack', ...parts.map((part) => resolve(part)), '--ignore-scripts');
  writeFileSync(join(project, 'package.json'), '{"type":"module"}');
  writeFileSync(join(project, 'tsconfig.json'), JSON.stringify(config));
  const archives = readdirSync(project).filter((file) => file.endsWith('.tgz'));
  npm('install', '--offline', '--no-audit', '--no-fund', ...archives.map((file) => `./${file}`));
  writeFileSync(join(project, 'program.ts'), program);
  compiled = compile();
}, 60_000);

describe('The packed client', () => {
  it('has the version of the service, and nothing but the client', () => {
    const folder = join(project, 'node_modules/takeaways-client');
    expect(readVersion(join(folder, 'package.json'))).toBe(readVersion());
    expect(readdirSync(folder).sort()).toEqual([
      ...['LICENSE', 'README.md', 'index.d.ts', 'index.js', 'openapi.d.ts', 'package.json'],
    ]);
    expect(readFileSync(join(folder, 'README.md'), 'utf8')).toContain("from 'takeaways-client'");
  });

  it('compiles strictly, and knows each parameter', () => {
    expect(compiled).toMatchObject({ status: 0, stdout: '' });
  });

  it('asks a service, and gets records and problems', async () => {
    const server = createServer(createApp(await createTestService()), () => {});
    onTestFinished(() => void server.close());
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    const { stdout } = await promisify(execFile)(process.execPath, [
      join(project, 'program.js'),
      `http://127.0.0.1:${port}`,
    ]);
    expect(JSON.parse(stdout)).toEqual({ keys: Array(2).fill(['id', 'claims']), status: 400 });
  });
});
