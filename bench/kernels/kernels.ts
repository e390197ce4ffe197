/** Builds and runs the kernels of the service: natively, in Wasm on wasmtime, and in JavaScript on V8. */
import { execFile, spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { programOf } from '../../lib/programs.js';
import { firstMissing } from '../contenders/prerequisites.js';
import { runVariable, type Workspace } from '../workspace/workspace.js';

const crate = 'bench/kernels';
const targetDirectory = 'dist/bench/kernels';
const wasmTarget = 'wasm32-wasip1';

/** A way to run the kernels. */
interface Player {
  readonly id: string;
  readonly title: string;
  readonly kernels: readonly Kernel[];
  command(kernel: Kernel): readonly [program: string, ...args: string[]];
}

export type Kernel = 'inflate' | 'intersect';

const native = join(targetDirectory, 'release/kernels');
const wasm = join(targetDirectory, wasmTarget, 'release/kernels.wasm');

export const players: readonly Player[] = [
  {
    id: 'kernel-wasm',
    title: 'Rust on wasmtime',
    kernels: ['inflate', 'intersect'],
    command: (kernel) => [programOf('wasmtime'), 'run', wasm, kernel],
  },
  {
    id: 'kernel-native',
    title: 'Rust, native',
    kernels: ['inflate', 'intersect'],
    command: (kernel) => [native, kernel],
  },
  {
    id: 'kernel-v8',
    title: 'JavaScript on V8',
    kernels: ['intersect'],
    command: () => [process.execPath, join(crate, 'intersect.js')],
  },
];

/** @returns what is missing to build and run the kernels, or undefined if nothing is. */
export const missingForKernels = (): string | undefined => {
  const add = 'Install Rust: https://rustup.rs';
  const missing = firstMissing(['cargo', 'rustc'].map((program) => ({ program, add })));
  if (missing) return missing;
  const { stdout } = spawnSync('rustc', ['--print', 'target-libdir', '--target', wasmTarget], {
    encoding: 'utf8',
  });
  if (existsSync(stdout.trim())) return undefined;
  return `Rust's standard library for ${wasmTarget} is not installed. Run: rustup target add ${wasmTarget}`;
};

/** The same compiler and profile for either target. */
export const buildKernels = async (workspace: Workspace): Promise<void> => {
  const build = ['build', '--quiet', '--locked', '--release'];
  const where = ['--manifest-path', join(crate, 'Cargo.toml'), '--target-dir', targetDirectory];
  const env = { ...process.env, [runVariable]: workspace.name };
  await promisify(execFile)('cargo', [...build, ...where], { env });
  await promisify(execFile)('cargo', [...build, ...where, '--target', wasmTarget], { env });
};

/** What a run of a kernel prints. */
export interface Passes {
  readonly checksum: number;
  readonly milliseconds: readonly number[];
}

/** @throws Error if the kernel fails */
export const runKernel = async (
  player: Player,
  kernel: Kernel,
  input: Uint8Array,
  workspace: Workspace,
): Promise<Passes> => {
  const [program, ...args] = player.command(kernel);
  const child = spawn(program, args, {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH, HOME: process.env.HOME, [runVariable]: workspace.name },
  });
  // Kernels that need no input may end before it is written.
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  const [printed, failed] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [checksum = Number.NaN, ...milliseconds] = printed.trim().split('\n').map(Number);
  if (milliseconds.length === 0) throw new Error(`${[program, ...args].join(' ')}: ${failed}`);
  return { checksum, milliseconds };
};
