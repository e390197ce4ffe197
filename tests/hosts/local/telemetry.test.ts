/** The host's spans and metrics, received as a collector receives them. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { HostProcess } from '../../../harness/local-host.js';

/** What was posted, by path; the names in it are plain text in Protocol Buffers. */
const posted: { readonly path: string; readonly type: string; readonly text: string }[] = [];
const collector = createServer(async (request, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString('latin1');
  posted.push({ path: request.url ?? '', type: request.headers['content-type'] ?? '', text });
  response.setHeader('content-type', 'application/x-protobuf').end();
});
const textOf = (path: string): string =>
  posted.flatMap((one) => (one.path === path ? one.text : [])).join('');

const traceId = '0af7651916cd43dd8448eb211c80319c';

describe('A host with an OTLP endpoint', () => {
  beforeAll(async () => {
    collector.listen(0, '127.0.0.1');
    await once(collector, 'listening');
    const { port } = collector.address() as AddressInfo;
    const host = await HostProcess.start({
      env: { OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}` },
    });
    const headers = { traceparent: `00-${traceId}-b7ad6b7169203331-01` };
    expect((await host.fetch('/v1/takeaways?limit=1', { headers })).status).toBe(200);
    expect((await host.fetch('/v1/takeaways/none')).status).toBe(404);
    // On its end, the host sends what is left.
    await host.stop();
  });
  afterAll(() => collector.close());

  test.each([
    'GET /...',
    'execute_wasm_component takeaways',
    'spin_key_value.open',
    'spin_key_value.get',
    'spin_variables.get',
  ])('sends the span %s', (name) => {
    expect(textOf('/v1/traces')).toContain(name);
  });

  test.each(['http.request.method', 'http.route', 'http.response.status_code', 'url.path'])(
    'describes a request by %s',
    (name) => {
      expect(textOf('/v1/traces')).toContain(name);
    },
  );

  test('continues the trace of its caller', () => {
    expect(textOf('/v1/traces')).toContain(Buffer.from(traceId, 'hex').toString('latin1'));
  });

  test.each([
    'spin.request_count',
    'spin.component_memory_used_on_init',
    'spin.component_memory_used',
  ])('sends the metric %s', (name) => {
    expect(textOf('/v1/metrics')).toContain(name);
  });

  test('sends Protocol Buffers, and nothing but traces and metrics', () => {
    expect(new Set(posted.map(({ path }) => path))).toEqual(new Set(['/v1/traces', '/v1/metrics']));
    expect(new Set(posted.map(({ type }) => type))).toEqual(new Set(['application/x-protobuf']));
  });
});
