/**
 * `npm run build`: from src/ and data/ to the component in dist/, and from hosts/local/ to dist/hosts/local/.
 * What has not changed since the last build is not made again.
 */
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { Command } from 'commander';
import { build } from 'esbuild';
import { bundleComponent, requireInModules } from '../engine/bundle.js';
import { makeClient } from '../engine/client.js';
import { digestOfFiles } from '../engine/inputs.js';
import { makeRehearsal } from '../engine/rehearsed-requests.js';
import { rehearsalVariable } from '../engine/starlingmonkey/rehearsal.js';
import { type World, writeWit } from '../engine/wit.js';
import { transpileComponent } from '../hosts/local/guest/transpile.js';
import { readVersion } from '../lib/package.js';

const dist = 'dist';

/** A component as the build makes it. */
interface Artefact {
  readonly name: string;
  readonly target: string;
  readonly world: World;
  /** @returns the script that it is made from. */
  readonly source: () => Promise<string>;
  /** Whether requests are rehearsed before it is made. */
  readonly isRehearsed: boolean;
}

const spinComponent: Artefact = {
  name: 'component for Spin',
  target: join(dist, 'takeaways.wasm'),
  world: 'spin',
  source: () => bundleComponent('src/component.ts', readVersion()),
  isRehearsed: true,
};

const wasiComponent: Artefact = {
  name: "component for WASI's key-value store",
  target: join(dist, 'takeaways-wasi.wasm'),
  world: 'wasi',
  source: () => bundleComponent('src/component-wasi.ts', readVersion()),
  isRehearsed: true,
};

/** What the sizes of our components are compared with: the least that the engine can be built with. */
const bareEngine: Artefact = {
  name: 'bare engine',
  target: join(dist, 'bare-engine.wasm'),
  world: 'spin',
  source: async () =>
    "addEventListener('fetch', (event) => event.respondWith(new Response('')));\n",
  isRehearsed: false,
};

const compress = promisify<Buffer, { level: number }, Buffer>(gzip);

const wizer = join(dist, 'engine/wizer.js');
const rehearsal = join(dist, 'engine/rehearsal.json');

/**
 * The most bytes that our own code and data may add to the engine. About 330,000 of them are what rehearsed
 * requests leave behind, which saves each request more than a millisecond (docs/requests.md).
 */
const sizeBudget = 800_000;

/** What the build is made from. */
const inputs = [
  ...['cli/build.ts', 'client', 'curation', 'data', 'engine', 'hosts', 'lib', 'src'],
  ...['package.json', 'package-lock.json'],
];

/** What one run of the build makes. */
interface Outputs {
  readonly components: readonly Artefact[];
  readonly files: readonly string[];
  /** Holds the digest of the inputs that they were made from. */
  readonly keyFile: string;
  /** What else is made before the components. */
  readonly prepare: () => Promise<void>;
}

/** What `npm start` and Spin run. */
const serviceOutputs: Outputs = {
  components: [spinComponent],
  files: [spinComponent.target, 'dist/hosts/local/main.js'],
  keyFile: join(dist, 'build.key'),
  prepare: async () => {},
};

/** Those, what other runtimes run, what sizes are compared with, and the typed client. */
const allOutputs: Outputs = {
  components: [spinComponent, wasiComponent, bareEngine],
  files: [
    ...serviceOutputs.files,
    ...[wasiComponent.target, bareEngine.target],
    'dist/client/index.js',
  ],
  keyFile: join(dist, 'build-all.key'),
  prepare: makeClient,
};

const main = async () => {
  const { all } = new Command('npm run build --')
    .description('Builds the component for Spin and the local host, unless nothing has changed.')
    .option('--all', 'also the component for other runtimes, the bare engine and the client')
    .parse()
    .opts<{ all?: true }>();
  const outputs = all ? allOutputs : serviceOutputs;
  const digest = digestOfFiles(inputs);
  if (!outputs.files.every(existsSync) || !holds(outputs.keyFile, digest)) {
    await make(outputs);
    writeFileSync(outputs.keyFile, digest);
  }
  if (!all) return;
  const compared = [spinComponent, wasiComponent].map(describeSize);
  for (const line of await Promise.all(compared)) console.error(line);
};

const make = async ({ components, prepare }: Outputs) => {
  mkdirSync(dist, { recursive: true });
  await prepare();
  const wit = writeWit(join(dist, 'wit'));
  await bundleWizer();
  writeFileSync(rehearsal, JSON.stringify(await makeRehearsal()));
  await Promise.all([...components.map((artefact) => componentize(artefact, wit)), bundleHost()]);
  await transpileComponent(spinComponent.target, join(dist, 'transpiled'));
};

/** Whether a file is there and has this content. */
const holds = (file: string, content: string): boolean =>
  existsSync(file) && readFileSync(file, 'utf8') === content;

/** Makes a component, unless it was made from the very same already. */
const componentize = async (
  { name, target, world, source, isRehearsed }: Artefact,
  wit: string,
) => {
  const script = await source();
  const engine = readVersion('node_modules/@bytecodealliance/componentize-js/package.json');
  const key = createHash('sha256')
    .update([engine, readFileSync(wizer), wit, world, script].join('\0'))
    .update(isRehearsed ? readFileSync(rehearsal) : '')
    .digest('hex');
  const keyFile = `${target}.key`;
  if (existsSync(target) && holds(keyFile, key)) return;

  console.error(`Making the ${name} (componentize-js ${engine}) …`);
  const sourcePath = scriptOf(target);
  writeFileSync(sourcePath, script);
  const { componentize } = await import('@bytecodealliance/componentize-js');
  const made = await componentize({
    sourcePath,
    witPath: join(dist, 'wit'),
    worldName: world,
    wizerBin: resolve(wizer),
    ...(isRehearsed && { env: { [rehearsalVariable]: resolve(rehearsal) } }),
  });
  writeFileSync(target, made.component);
  writeFileSync(keyFile, key);
};

/** Makes the program that componentize-js runs: one that gives the same bytes for the same script. */
const bundleWizer = async () => {
  await build({
    entryPoints: ['./engine/starlingmonkey/wizer.ts'],
    bundle: true,
    outfile: wizer,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    banner: { js: `#!${process.execPath}` },
    logLevel: 'warning',
  });
  chmodSync(wizer, 0o755);
};

const bundleHost = () =>
  build({
    entryPoints: {
      main: './hosts/local/main.ts',
      worker: './hosts/local/guest/worker.ts',
      'open-telemetry': './hosts/local/telemetry/open-telemetry.ts',
    },
    bundle: true,
    outdir: join(dist, 'hosts/local'),
    format: 'esm',
    platform: 'node',
    target: 'node20',
    // What is pure JavaScript starts faster as part of the bundle; what is seldom needed is left out.
    external: [
      ...['libsql', '@bytecodealliance/jco', 'pino', 'pino-pretty'],
      './open-telemetry.js',
    ],
    banner: { js: requireInModules },
    logLevel: 'warning',
  });

/** The script that a component is made from, kept beside it. */
const scriptOf = (target: string): string => target.replace(/\.wasm$/, '.js');

/** @throws Error where it is larger than it may be. */
const describeSize = async ({ target }: Artefact): Promise<string> => {
  const size = statSync(target).size;
  const above = size - statSync(bareEngine.target).size;
  const compressed = (await compress(readFileSync(target), { level: 9 })).length;
  const kilobytes = (bytes: number) => `${(bytes / 1000).toFixed(1)} kB`;
  if (above > sizeBudget) {
    throw new Error(
      `${target} is ${kilobytes(above)} above the bare engine; at most ${kilobytes(sizeBudget)} are allowed.`,
    );
  }
  return `${target}: ${kilobytes(size)}, gzip -9 ${kilobytes(compressed)}, ${kilobytes(above)} above the bare engine (script ${kilobytes(statSync(scriptOf(target)).size)})`;
};

await main();
