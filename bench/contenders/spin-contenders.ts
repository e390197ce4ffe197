import { readFileSync, statSync } from 'node:fs';
import { bundle, textOf } from '../../engine/bundle.js';
import type { Engine } from '../../engine/engine.js';
import { engines } from '../../engine/engines.js';
import { spinComponents } from '../../harness/components.js';
import { spin as runtime, spinUp } from '../../harness/spin.js';
import { wasmtime } from '../../harness/wasmtime.js';
import { type SpinApp, writeSpinManifest } from '../../harness/write-manifest.js';
import { freePort } from '../../lib/free-port.js';
import { readVersion } from '../../lib/package.js';
import { firstLine, programOf } from '../../lib/programs.js';
import { firstAnswer } from '../answers.js';
import type { Artefact, Contender, StartOptions } from '../contender.js';
import { bundledPackages } from '../surface/bundled-packages.js';
import { importedFunctions } from '../surface/component-imports.js';
import { launch } from '../workspace/processes.js';
import type { Workspace } from '../workspace/workspace.js';
import { makeComponent } from './cached-component.js';
import { compiledAhead } from './compiled-ahead.js';
import { digestsOf } from './digests.js';
import { makeMountedComponent, mountedComponent } from './mounted/mounted-component.js';
import { makeNoop, missingForNoop, noopComponent } from './noop/noop-component.js';
import { compressedBytes, firstMissing } from './prerequisites.js';
import {
  lackingHeader,
  makeWebApisComponent,
  webApisComponent,
} from './web-apis/web-apis-component.js';

const bareEngine = 'dist/bare-engine.wasm';
const rawScript = 'bench/contenders/bare/raw-handler.js';
const rawComponent = 'dist/bench/components/raw-handler.wasm';

const spinCommand = { runtime, add: 'Install Spin 3 or later: https://spinframework.dev/install' };
const built = (file: string) => ({ file, add: 'Run: npm run build -- --all' });

const onSpin = {
  isolation: 'instance per request',
  version: () => firstLine(programOf('spin'), '--version'),
} as const;

const serve = async (options: StartOptions, manifest: string, paths: readonly string[] = ['']) => {
  const address = `127.0.0.1:${await freePort()}`;
  const { state } = options;
  return launch(
    [...spinUp({ from: manifest, stateDir: state, listen: address }), '--quiet'],
    paths.map((path) => `http://${address}${path}`),
    options,
    options.env,
  );
};

const serveApps = (options: StartOptions, apps: readonly SpinApp[], paths?: readonly string[]) =>
  serve(options, writeSpinManifest(options.workspace.newDirectory(), apps), paths);

/** Serves a component as many apps, which are components of one Spin application. */
const serveMany = (options: StartOptions, apps: number, wasm: string) => {
  const names = Array.from({ length: apps }, (_, n) => `app-n${n + 1}`);
  return serveApps(
    options,
    names.map((name) => ({ name, route: `/${name}/...`, wasm })),
    names.map((name) => `/${name}`),
  );
};

interface Service extends Pick<Contender, 'id' | 'title'> {
  readonly engine: Engine;
  readonly manifest: string;
  readonly component: string;
  /** What the component is made from beside the script's entry file. */
  readonly isRehearsed: boolean;
}

/** The component on Spin. */
const service = ({ id, title, engine, manifest, component, isRehearsed }: Service): Contender => ({
  ...onSpin,
  id,
  title,
  kind: 'service',
  missing: () => firstMissing([spinCommand, built(component)]),
  start: (options) => serve(options, manifest),
  prepare: () => makeMountedComponent(engine),
  startMany: (apps, options) => serveMany(options, apps, mountedComponent(engine)),
  artefacts: async () => [...sizesOf(component), ...compressedSizeOf(component, 'gzip')],
  costlyArtefacts: (workspace) => costlySizesOf(component, workspace),
  digests: () => digestsOf(component),
  lacking: async (names, options) => {
    await makeWebApisComponent(engine, names);
    const app = { name: 'web-apis', route: '/...', wasm: webApisComponent(engine) };
    const instance = await serveApps(options, [app]);
    try {
      await firstAnswer(instance, { path: '/', body: '' });
      const { headers } = await fetch(`${instance.urls[0]}/`);
      return (headers.get(lackingHeader) ?? '').split(' ').filter(Boolean);
    } finally {
      await instance.stop();
    }
  },
  interfaceFunctions: () => importedFunctions(component),
  packages: async () => {
    const script = component.replace(/\.wasm$/, '.js');
    const made = await bundle('src/component.ts', { engine, version: readVersion(), isRehearsed });
    if (textOf(made) !== readFileSync(script, 'utf8')) {
      throw new Error(`${script} is not built from the current sources. Run: npm run build`);
    }
    return ['JavaScript engine', ...bundledPackages(made.metafile)];
  },
});

export const spin = service({
  id: 'spin',
  title: 'StarlingMonkey on Spin',
  engine: engines.starlingmonkey,
  manifest: 'spin.toml',
  component: spinComponents[0].file,
  isRehearsed: false,
});

/** The same source with the smaller engine. */
export const spinQuickJs = service({
  id: 'spin-quickjs',
  title: 'QuickJS on Spin',
  engine: engines.quickjs,
  manifest: 'spin-quickjs.toml',
  component: spinComponents[1].file,
  isRehearsed: true,
});

/** A minimal component with a JavaScript engine. */
export const bareSpin: Contender = {
  ...onSpin,
  id: 'spin-bare',
  title: 'StarlingMonkey on Spin (empty)',
  kind: 'floor',
  // No rule refers to it, and it has to be compiled.
  notQuick: true,
  missing: () => firstMissing([spinCommand, built(bareEngine)]),
  start: (options) => serveApps(options, [{ name: 'bare', route: '/...', wasm: bareEngine }]),
  artefacts: async () => sizesOf(bareEngine),
};

/** The same with a handler of its own in the place of the engine's fetch event, as the service has. */
export const rawSpin: Contender = {
  ...onSpin,
  id: 'spin-raw',
  title: 'Bare JavaScript with a raw handler on Spin',
  kind: 'floor',
  // What it is for, `requests`, is measured only where named too.
  onlyNamed: true,
  missing: () => firstMissing([spinCommand]),
  prepare: () =>
    makeComponent(rawComponent, readFileSync(rawScript, 'utf8'), engines.starlingmonkey, (wit) =>
      engines.starlingmonkey.componentize({ script: rawScript, wit, world: 'spin' }),
    ),
  start: (options) => serveApps(options, [{ name: 'raw', route: '/...', wasm: rawComponent }]),
  artefacts: async () => sizesOf(rawComponent),
};

/** A minimal component without a language engine. */
export const noopSpin: Contender = {
  ...onSpin,
  id: 'spin-noop',
  title: 'Rust on Spin (floor)',
  kind: 'floor',
  missing: () => firstMissing([spinCommand]) ?? missingForNoop(),
  prepare: makeNoop,
  start: (options) => serveApps(options, [{ name: 'noop', route: '/...', wasm: noopComponent }]),
  startMany: (apps, options) => serveMany(options, apps, noopComponent),
  digests: () => digestsOf(noopComponent),
  artefacts: async () => [...sizesOf(noopComponent), ...compressedSizeOf(noopComponent, 'gzip')],
  costlyArtefacts: (workspace) => costlySizesOf(noopComponent, workspace),
  interfaceFunctions: () => importedFunctions(noopComponent),
  packages: async () => ['wasip2'],
};

/** Registries store components uncompressed. */
const sizesOf = (wasm: string): Artefact[] => {
  const { size } = statSync(wasm);
  return [
    { form: 'registry', bytes: size },
    { form: 'disk', bytes: size },
  ];
};

const compressedSizeOf = (wasm: string, format: 'gzip' | 'zstd'): Artefact[] => {
  const bytes = compressedBytes(wasm, format);
  return bytes === undefined ? [] : [{ form: `registry-${format}`, bytes }];
};

/** With the code that Wasmtime compiles from the component, as mapped on a node, and by zstd. */
const costlySizesOf = async (wasm: string, workspace: Workspace): Promise<Artefact[]> => {
  const byZstd = compressedSizeOf(wasm, 'zstd');
  if (wasmtime.installed().length === 0) return byZstd;
  const compiled = await compiledAhead(wasm, workspace);
  return [...byZstd, { form: 'ready', bytes: statSync(wasm).size + statSync(compiled).size }];
};
