/** The minimal component in Rust. */
import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { firstAnswer, listPath, request } from '../../bench/answers.js';
import { missingForNoop, noopComponent } from '../../bench/contenders/noop/noop-component.js';
import { noopSpin } from '../../bench/contenders/spin-contenders.js';
import { importedFunctions } from '../../bench/surface/component-imports.js';
import { cleanUp } from '../../bench/workspace/clean-up.js';
import { Workspace } from '../../bench/workspace/workspace.js';

const skipped = (reason: string | undefined) => (reason ? ` (SKIPPED: ${reason})` : '');

const missing = noopSpin.missing();
describe.skipIf(missing)(`The Rust component${skipped(missing)}`, () => {
  let workspace: Workspace;
  beforeAll(async () => {
    workspace = Workspace.create();
    await noopSpin.prepare?.(workspace);
  }, 120_000);
  afterAll(() => cleanUp(workspace));

  it('answers every path on Spin with an empty 200', async () => {
    const spin = await noopSpin.start({
      workspace,
      state: workspace.newDirectory(),
      compileCache: workspace.newDirectory(),
    });
    try {
      await firstAnswer(spin, { path: listPath, body: '' });
      expect(await request(`${spin.urls[0]}/`)).toEqual({ status: 200, body: '' });
    } finally {
      await spin.stop();
    }
  });

  it('imports only wasi:http/types', async () => {
    const functions = await importedFunctions(noopComponent);
    expect(functions).toContain('wasi:http/types@0.2.12#[constructor]fields');
    for (const name of functions) expect(name).toMatch(/^wasi:http\/types@/);
  });
});

// Rustup has a program of that name even where the component is not installed.
const missingFormatter =
  spawnSync('cargo', ['fmt', '--version']).status === 0
    ? undefined
    : 'cargo-fmt is missing. Run: rustup component add rustfmt';
it.skipIf(missingFormatter)(`The crate is formatted${skipped(missingFormatter)}`, () => {
  const manifest = ['--manifest-path', 'bench/contenders/noop/Cargo.toml'];
  const formatter = spawnSync('cargo', ['fmt', '--check', ...manifest], { encoding: 'utf8' });
  expect(formatter).toMatchObject({ status: 0, stdout: '', stderr: '' });
});

it('Without Rust, the contender says how to install it', () => {
  vi.stubEnv('PATH', '');
  try {
    expect(missingForNoop()).toBe('cargo is missing. Install Rust: https://rustup.rs');
  } finally {
    vi.unstubAllEnvs();
  }
});
