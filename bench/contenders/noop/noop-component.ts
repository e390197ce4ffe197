import { execFile, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { engines } from '../../../engine/engines.js';
import { firstLine } from '../../../lib/programs.js';
import { runVariable, type Workspace } from '../../workspace/workspace.js';
import { makeComponent } from '../cached-component.js';
import { firstMissing } from '../prerequisites.js';

const crate = 'bench/contenders/noop';
const targetDirectory = 'dist/bench/noop';
/** Unlike the WASI targets, it adds no imports for the standard library. */
const target = 'wasm32-unknown-unknown';

/** A minimal component in Rust. */
export const noopComponent = 'dist/bench/components/noop.wasm';

/** @returns what is missing to build `noopComponent` and how to install it, or undefined if nothing is. */
export const missingForNoop = (): string | undefined => {
  const add = 'Install Rust: https://rustup.rs';
  const missing = firstMissing(['cargo', 'rustc'].map((program) => ({ program, add })));
  if (missing) return missing;
  const { stdout } = spawnSync('rustc', ['--print', 'target-libdir', '--target', target], {
    encoding: 'utf8',
  });
  if (existsSync(stdout.trim())) return undefined;
  return `Rust's standard library for ${target} is not installed. Run: rustup target add ${target}`;
};

/** @param workspace whose name marks the processes of the build */
export const makeNoop = async (workspace: Pick<Workspace, 'name'>): Promise<void> => {
  const files = ['Cargo.toml', 'Cargo.lock', 'src/lib.rs'];
  const sources = files.map((file) => readFileSync(join(crate, file), 'utf8'));
  const source = [...sources, firstLine('rustc', '--version')].join('\0');
  await makeComponent(noopComponent, source, engines.starlingmonkey, async () => {
    await build(workspace);
    const { componentNew } = await import('@bytecodealliance/jco');
    return componentNew(readFileSync(join(targetDirectory, target, 'release/noop.wasm')), []);
  });
};

/** Builds the core module, whose custom sections describe the component. */
const build = (workspace: Pick<Workspace, 'name'>) =>
  promisify(execFile)(
    'cargo',
    [
      ...['build', '--quiet', '--locked', '--release', '--target', target],
      ...['--manifest-path', join(crate, 'Cargo.toml'), '--target-dir', targetDirectory],
    ],
    { env: { ...process.env, [runVariable]: workspace.name } },
  );
