/**
 * `npm run build`: from src/ and data/ to dist/takeaways.wasm, and from host/ to dist/host/.
 * What has not changed since the last build is not made again.
 */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { transpileComponent } from '../host/transpile.js';
import { bundleComponent, requireInModules } from './bundle.js';
import { makeClient } from './client.js';
import { digestOfFiles } from './inputs.js';
import { readVersion } from './package.js';
import { worldName, writeWit } from './wit.js';

const dist = 'dist';
const component = join(dist, 'takeaways.wasm');
const bareEngine = join(dist, 'bare-engine.wasm');
/** What the size of our component is compared with: the least that the engine can be built with. */
const bareSource = "addEventListener('fetch', (event) => event.respondWith(new Response('')));\n";

/** The most bytes that our own code and data may add to the engine. */
const sizeBudget = 350_000;

/** What the build is made from. */
const inputs = ['client', 'data', 'host', 'src', 'tools', 'package.json', 'package-lock.json'];
const outputs = [component, bareEngine, 'dist/host/main.js', 'dist/client/index.js'];
const keyOfBuild = join(dist, 'build.key');

const main = async () => {
  const digest = digestOfFiles(inputs);
  if (!outputs.every(existsSync) || !holds(keyOfBuild, digest)) {
    await make();
    writeFileSync(keyOfBuild, digest);
  }
  reportSizes();
};

const make = async () => {
  mkdirSync(dist, { recursive: true });
  await makeClient();
  const wit = writeWit(join(dist, 'wit'));
  const bundle = await bundleComponent('src/component.ts', readVersion());

  await Promise.all([
    componentize('component', bundle, wit, component),
    componentize('bare engine', bareSource, wit, bareEngine),
    bundleHost(),
  ]);
  await transpileComponent(component, join(dist, 'transpiled'));
};

/** Whether a file is there and has this content. */
const holds = (file: string, content: string): boolean =>
  existsSync(file) && readFileSync(file, 'utf8') === content;

/** Makes a component out of `source`, unless `target` was made from the very same already. */
const componentize = async (name: string, source: string, wit: string, target: string) => {
  const engine = readVersion('node_modules/@bytecodealliance/componentize-js/package.json');
  const key = createHash('sha256').update([engine, wit, source].join('\0')).digest('hex');
  const keyFile = `${target}.key`;
  if (existsSync(target) && holds(keyFile, key)) return;

  console.error(`Making the ${name} (componentize-js ${engine}) …`);
  const sourcePath = scriptOf(target);
  writeFileSync(sourcePath, source);
  const { componentize } = await import('@bytecodealliance/componentize-js');
  const made = await componentize({ sourcePath, witPath: join(dist, 'wit'), worldName });
  writeFileSync(target, made.component);
  writeFileSync(keyFile, key);
};

const bundleHost = () =>
  build({
    entryPoints: ['./host/main.ts', './host/worker.ts'],
    bundle: true,
    outdir: join(dist, 'host'),
    format: 'esm',
    platform: 'node',
    target: 'node20',
    // What is pure JavaScript starts faster as part of the bundle; what is seldom needed is left out.
    external: ['libsql', '@bytecodealliance/jco', 'pino', 'pino-pretty'],
    banner: { js: requireInModules },
    logLevel: 'warning',
  });

/** The script that a component is made from, kept beside it. */
const scriptOf = (target: string): string => target.replace(/\.wasm$/, '.js');

const reportSizes = () => {
  const size = statSync(component).size;
  const above = size - statSync(bareEngine).size;
  const gzip = gzipSync(readFileSync(component), { level: 9 }).length;
  const kilobytes = (bytes: number) => `${(bytes / 1000).toFixed(1)} kB`;
  console.error(
    `${component}: ${kilobytes(size)}, gzip -9 ${kilobytes(gzip)}, ${kilobytes(above)} above the bare engine (script ${kilobytes(statSync(scriptOf(component)).size)})`,
  );
  if (above > sizeBudget) {
    throw new Error(
      `The component is ${kilobytes(above)} above the bare engine; at most ${kilobytes(sizeBudget)} are allowed.`,
    );
  }
};

await main();
