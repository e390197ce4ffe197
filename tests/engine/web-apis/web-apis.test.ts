/**
 * The web APIs that the service uses, in each engine, against Node's, which pass the Web Platform Tests. What
 * the service does not use is left out: URLs that are relative or have other schemes, domains beyond ASCII or
 * in punycode, the setters of URL but `search`, Headers beyond `get`, `has`, `set` and copies, Request beyond what a route reads,
 * Response beyond status, headers and body, bodies as blobs, forms or JSON, byte streams, pipes and tees,
 * encodings but UTF-8 and decoding in pieces, digests but SHA-256.
 */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleComponent } from '../../../engine/bundle.js';
import { engines } from '../../../engine/engines.js';
import { writeWit } from '../../../engine/wit.js';
import { HostProcess, writeManifest } from '../../../harness/local-host.js';
import { temporaryDirectory } from '../../../lib/temporary-directory.js';
import { inputs } from './inputs.js';
import { play, type Scenario, scenarios } from './scenarios.js';

describe.each(Object.values(engines))('$id', (engine) => {
  const folder = temporaryDirectory();
  let host: HostProcess;
  beforeAll(async () => {
    const script = join(folder, 'guest.js');
    const wit = join(folder, 'wit');
    const wasm = join(folder, 'guest.wasm');
    writeFileSync(
      script,
      await bundleComponent('tests/engine/web-apis/guest.ts', { engine, version: '0' }),
    );
    writeWit(wit, engine);
    await engine.identity();
    writeFileSync(wasm, await engine.componentize({ script, wit, world: 'spin' }));
    host = await HostProcess.start({ from: writeManifest(wasm), args: ['--quiet'] });
  });
  afterAll(async () => {
    await host?.stop();
    rmSync(folder, { recursive: true });
  });

  it.each(Object.keys(scenarios) as Scenario[])('%s', async (name) => {
    const given = inputs[name] ?? [];
    const response = await host.fetch(`/${name}`, { method: 'PUT', body: JSON.stringify(given) });
    expect(response.status).toBe(200);
    const [actual, expected] = [await response.json(), await play(name, given)];
    for (const [index, input] of given.entries()) {
      expect([input, (actual as unknown[])[index]]).toEqual([input, expected[index]]);
    }
  });
});
