/**
 * `npm run build`: from src/ and data/ to the component in dist/, and from hosts/local/ to dist/hosts/local/.
 * What has not changed since the last build is not made again.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { Command, Option } from 'commander';
import { build } from 'esbuild';
import { bundleComponent, requireInModules } from '../engine/bundle.js';
import { makeClient } from '../engine/client.js';
import type { Engine } from '../engine/engine.js';
import { engines } from '../engine/engines.js';
import { digestOfFiles } from '../engine/inputs.js';
import { makeRehearsal } from '../engine/rehearsed-requests.js';
import { type World, writeWit } from '../engine/wit.js';
import { transpileComponent } from '../hosts/local/guest/transpile.js';
import { readVersion } from '../lib/package.js';

const dist = 'dist';

/** A component as the build makes it. */
interface Artefact {
  readonly name: string;
  readonly target: string;
  readonly engine: Engine;
  readonly world: World;
  /** @returns the script that it is made from. */
  readonly source: () => Promise<string>;
  /** Whether requests are rehearsed before it is made. */
  readonly isRehearsed: boolean;
}

const { starlingmonkey, quickjs } = engines;

const spinComponent: Artefact = {
  name: 'component for Spin',
  target: join(dist, 'takeaways.wasm'),
  engine: starlingmonkey,
  world: 'spin',
  source: () => bundleComponent('src/component.ts', { version: readVersion() }),
  isRehearsed: true,
};

const quickJsComponent: Artefact = {
  name: 'component for Spin with QuickJS',
  target: join(dist, 'takeaways-quickjs.wasm'),
  engine: quickjs,
  world: 'spin',
  source: () =>
    bundleComponent('src/component.ts', {
      engine: quickjs,
      version: readVersion(),
      isRehearsed: true,
    }),
  // The script does that itself.
  isRehearsed: false,
};

const wasiComponent: Artefact = {
  name: "component for WASI's key-value store",
  target: join(dist, 'takeaways-wasi.wasm'),
  engine: starlingmonkey,
  world: 'wasi',
  source: () => bundleComponent('src/component-wasi.ts', { version: readVersion() }),
  isRehearsed: true,
};

/** What the sizes of our components are compared with: the least that the engine can be built with. */
const bareEngine: Artefact = {
  name: 'bare engine',
  target: join(dist, 'bare-engine.wasm'),
  engine: starlingmonkey,
  world: 'spin',
  source: async () =>
    "addEventListener('fetch', (event) => event.respondWith(new Response('')));\n",
  isRehearsed: false,
};

const compress = promisify<Buffer, { level: number }, Buffer>(gzip);

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
const serviceOutputs = (component: Artefact): Outputs => ({
  components: [component],
  files: [component.target, 'dist/hosts/local/main.js'],
  keyFile: join(dist, `build-${component.engine.id}.key`),
  prepare: async () => {},
});

const byEngine: Readonly<Record<Engine['id'], Outputs>> = {
  starlingmonkey: serviceOutputs(spinComponent),
  quickjs: serviceOutputs(quickJsComponent),
};

/** Those, what other runtimes run, what sizes are compared with, and the typed client. */
const allOutputs: Outputs = {
  components: [spinComponent, quickJsComponent, wasiComponent, bareEngine],
  files: [
    ...Object.values(byEngine).flatMap(({ files }) => files),
    ...[wasiComponent.target, bareEngine.target],
    'dist/client/index.js',
  ],
  keyFile: join(dist, 'build-all.key'),
  prepare: makeClient,
};

const main = async () => {
  const { all, engine } = new Command('npm run build --')
    .description('Builds the component for Spin and the local host, unless nothing has changed.')
    .addOption(
      new Option('--engine <name>', 'the JavaScript engine in the component')
        .choices(Object.keys(engines))
        .default('starlingmonkey'),
    )
    .option(
      '--all',
      'each engine, the component for other runtimes, the bare engine and the client',
    )
    .parse()
    .opts<{ all?: true; engine: Engine['id'] }>();
  const outputs = all ? allOutputs : byEngine[engine];
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
  mkdirSync(dirname(rehearsal), { recursive: true });
  writeFileSync(rehearsal, JSON.stringify(await makeRehearsal()));
  const used = new Set(components.map(({ engine }) => engine));
  const identities = new Map(
    await Promise.all(
      Array.from(used, async (engine) => {
        const identity = [writeWit(witOf(engine), engine), await engine.identity()];
        return [engine, identity.join('\0')] as const;
      }),
    ),
  );
  await Promise.all([
    ...components.map((artefact) => makeComponent(artefact, identities.get(artefact.engine) ?? '')),
    bundleHost(),
  ]);
  for (const { target } of components.filter(({ target }) => servedLocally.includes(target))) {
    await transpileComponent(target, join(dist, 'transpiled'));
  }
};

/** What the local host serves, and so is made ready for it. */
const servedLocally: readonly string[] = [spinComponent.target, quickJsComponent.target];

const witOf = ({ id }: Engine): string => join(dist, 'wit', id);

/** Whether a file is there and has this content. */
const holds = (file: string, content: string): boolean =>
  existsSync(file) && readFileSync(file, 'utf8') === content;

/** Makes a component, unless it was made from the very same already. */
const makeComponent = async (
  { name, target, engine, world, source, isRehearsed }: Artefact,
  identity: string,
) => {
  const script = await source();
  const rehearsed = isRehearsed ? readFileSync(rehearsal) : '';
  const key = createHash('sha256')
    .update([identity, world, script, rehearsed].join('\0'))
    .digest('hex');
  const keyFile = `${target}.key`;
  if (existsSync(target) && holds(keyFile, key)) return;

  console.error(
    `Making the ${name} (${engine.tool} ${readVersion(`node_modules/${engine.tool}/package.json`)}) …`,
  );
  const scriptPath = scriptOf(target);
  writeFileSync(scriptPath, script);
  const component = await engine.componentize({
    script: scriptPath,
    wit: witOf(engine),
    world,
    ...(isRehearsed && { rehearsal }),
  });
  writeFileSync(target, component);
  writeFileSync(keyFile, key);
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
