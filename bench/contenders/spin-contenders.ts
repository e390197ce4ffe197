import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { bundle, textOf } from '../../engine/bundle.js';
import { spinUp } from '../../harness/spin.js';
import { type SpinApp, writeSpinManifest } from '../../harness/write-manifest.js';
import { readVersion } from '../../lib/package.js';
import { firstLine } from '../../lib/programs.js';
import type { Artefact, Contender, StartOptions } from '../contender.js';
import { bundledPackages } from '../surface/bundled-packages.js';
import { importedFunctions } from '../surface/component-imports.js';
import { launch } from '../workspace/processes.js';
import { Workspace } from '../workspace/workspace.js';
import { makeMountedComponent, mountedComponent } from './mounted/mounted-component.js';
import { makeNoop, missingForNoop, noopComponent } from './noop/noop-component.js';
import { compressedBytes, firstMissing } from './prerequisites.js';

const component = 'dist/takeaways.wasm';
/** What the component was made from. */
const script = 'dist/takeaways.js';
const bareEngine = 'dist/bare-engine.wasm';

const spinCommand = {
  program: 'spin',
  add: 'Install Spin 3 or later: https://spinframework.dev/install',
};
const built = (file: string) => ({ file, add: 'Run: npm run build' });

/** What contenders that run on Spin have in common. */
const onSpin = {
  isolation: 'instance per request',
  compiles: true,
  version: () => firstLine('spin', '--version'),
} as const;

const serve = async (options: StartOptions, manifest: string, paths: readonly string[] = ['']) => {
  const address = `127.0.0.1:${await Workspace.freePort()}`;
  const { state } = options;
  return launch(
    [...spinUp({ from: manifest, stateDir: state, listen: address }), '--quiet'],
    paths.map((path) => `http://${address}${path}`),
    options,
  );
};

const serveApps = (options: StartOptions, apps: readonly SpinApp[], paths?: readonly string[]) =>
  serve(options, writeSpinManifest(options.workspace.newDirectory(), apps), paths);

const mounted = (apps: number): readonly string[] =>
  Array.from({ length: apps }, (_, n) => `/app-n${n + 1}`);

/** The component on Spin; many apps are many components of one Spin application. */
export const spin: Contender = {
  ...onSpin,
  id: 'spin',
  title: 'Wasm on Spin',
  kind: 'service',
  missing: () => firstMissing([spinCommand, built(component)]),
  start: (options) => serve(options, 'spin.toml'),
  prepare: makeMountedComponent,
  startMany: (apps, options) =>
    serveApps(
      options,
      mounted(apps).map((path) => ({
        name: path.slice(1),
        route: `${path}/...`,
        wasm: mountedComponent,
      })),
      mounted(apps),
    ),
  artefacts: async (workspace) => [
    ...sizesOf(component),
    ...compressedSizesOf(component),
    ...readySizeOf(component, workspace),
  ],
  interfaceFunctions: () => importedFunctions(component),
  packages: async () => {
    const made = await bundle('src/component.ts', { version: readVersion() });
    if (textOf(made) !== readFileSync(script, 'utf8')) {
      throw new Error(`${script} is not made of these sources. Run: npm run build`);
    }
    return ['JavaScript engine', ...bundledPackages(made.metafile)];
  },
};

/** As little as a component with a JavaScript engine can be. */
export const bareSpin: Contender = {
  ...onSpin,
  id: 'spin-bare',
  title: 'Bare JavaScript on Spin',
  kind: 'floor',
  missing: () => firstMissing([spinCommand, built(bareEngine)]),
  start: (options) => serveApps(options, [{ name: 'bare', route: '/...', wasm: bareEngine }]),
  artefacts: async () => sizesOf(bareEngine),
};

/** A component that needs no language's engine. */
export const noopSpin: Contender = {
  ...onSpin,
  id: 'spin-noop',
  title: 'Rust component on Spin',
  kind: 'floor',
  missing: () => firstMissing([spinCommand]) ?? missingForNoop(),
  prepare: makeNoop,
  start: (options) => serveApps(options, [{ name: 'noop', route: '/...', wasm: noopComponent }]),
  artefacts: async () => sizesOf(noopComponent),
};

/** A registry holds a component as it is. */
const sizesOf = (wasm: string): Artefact[] => {
  const { size } = statSync(wasm);
  return [
    { form: 'registry', bytes: size },
    { form: 'disk', bytes: size },
  ];
};

/** What a registry would hold if layers were compressed. */
const compressedSizesOf = (wasm: string): Artefact[] =>
  (['gzip', 'zstd'] as const).flatMap((format) => {
    const bytes = compressedBytes(wasm, format);
    return bytes === undefined ? [] : [{ form: `registry-${format}`, bytes }];
  });

/** The component, and what Spin compiles. */
const readySizeOf = (wasm: string, workspace: Workspace): Artefact[] => {
  const compiled = compiledBytes(wasm, workspace);
  return compiled === undefined ? [] : [{ form: 'ready', bytes: statSync(wasm).size + compiled }];
};

/** @returns what Wasmtime compiles a component to, uncompressed as it is mapped on a node. */
const compiledBytes = (wasm: string, workspace: Workspace): number | undefined => {
  if (firstMissing([{ program: 'wasmtime', add: '' }])) return undefined;
  const target = join(workspace.newDirectory(), 'takeaways.cwasm');
  firstLine('wasmtime', 'compile', '-o', target, wasm);
  return statSync(target).size;
};
