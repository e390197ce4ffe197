/** The portable component on `wasmtime serve`, whose key-value store lasts for one request. */

import { afterAll, beforeAll, expect, it } from 'vitest';
import { runSuite } from '../../../harness/suite.js';
import { wasmtime as runtime, WasmtimeProcess } from '../../../harness/wasmtime.js';
import { schemas } from '../../../src/api/api-schemas.js';
import { describeWith } from '../../support/describe-with.js';
import { token } from '../../support/publishing.js';

const bearer = { authorization: `Bearer ${token}`, 'if-match': '*' };

describeWith(runtime, 'wasmtime serve', () => {
  let wasmtime: WasmtimeProcess;
  beforeAll(async () => {
    wasmtime = await WasmtimeProcess.start({
      variables: { publish_token: token, log_level: 'debug' },
    });
  });
  afterAll(() => wasmtime?.stop());

  const meta = async () => schemas.Meta.parse(await (await wasmtime.fetch('/v1/meta')).json());

  it('passes the end-to-end tests except those for what it lacks', async () => {
    const except = Object.keys(runtime.lacks);
    const { passed, failed, skipped } = await runSuite('e2e', wasmtime.url, undefined, except);
    expect(failed).toEqual([]);
    expect(passed).toBeGreaterThan(300);
    for (const name of except) {
      expect(skipped.filter((test) => test.startsWith(name))).not.toEqual([]);
    }
  });

  it('seeds a new store for each request', async () => {
    const first = await meta();
    const second = await meta();
    expect(second).toMatchObject({ revision: first.revision, origin: 'bundled' });
    expect(Date.parse(second.published_at)).toBeGreaterThan(Date.parse(first.published_at));
  });

  it('accepts a publication, but loses it with the request', async () => {
    const dump = await (await wasmtime.fetch('/v1/dump')).text();
    const before = await meta();
    const published = await wasmtime.fetch('/v1/dataset', {
      method: 'PUT',
      headers: { ...bearer, 'content-type': 'application/json' },
      body: dump.replace('"name":"eBPF"', '"name":"eBPF, once"'),
    });
    expect(await published.json()).toMatchObject({ published: true });
    expect((await meta()).revision).toBe(before.revision);
  });

  it('gets its variables from wasi:config', async () => {
    expect((await wasmtime.fetch('/v1/revisions', { headers: bearer })).status).toBe(200);
    expect((await wasmtime.fetch('/v1/revisions')).status).toBe(401);
    expect(wasmtime.output).toMatch(/"level":"debug","msg":"request".*"path":"\/v1\/revisions"/);
    expect(wasmtime.output).not.toContain(token);
  });
});
