import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseTraceparent } from '../src/http/traceparent.js';
import { createCountingStore } from './support/stores/counting-store.js';
import { createTestApp } from './support/test-app.js';

const traceId = '4bf92f3577b34da6a3ce929d0e0e4736';
const parentId = '00f067aa0ba902b7';

/** @returns an app and its log lines. */
const observed = async () => {
  const lines: Record<string, unknown>[] = [];
  const store = createCountingStore();
  const send = await createTestApp({
    store,
    log: (level, msg, members) => void lines.push({ level, msg, ...members }),
  });
  await send('/readyz');
  lines.length = 0;
  return { send, store, lines };
};

describe('traceparent (W3C Trace Context)', () => {
  it('is parsed if it has version 00 or a later one with more fields', () => {
    const ids = { trace_id: traceId, parent_id: parentId };
    expect(parseTraceparent(`00-${traceId}-${parentId}-01`)).toEqual(ids);
    expect(parseTraceparent(`cc-${traceId}-${parentId}-00-what-comes-next`)).toEqual(ids);
  });

  it.each([
    ['missing', null],
    ['of version ff', `ff-${traceId}-${parentId}-01`],
    ['of version 00 and longer', `00-${traceId}-${parentId}-01-more`],
    ['without flags', `00-${traceId}-${parentId}`],
    ['in capitals', `00-${traceId.toUpperCase()}-${parentId}-01`],
    ['a trace of zeros', `00-${'0'.repeat(32)}-${parentId}-01`],
    ['a parent of zeros', `00-${traceId}-${'0'.repeat(16)}-01`],
    ['too short', `00-${traceId.slice(1)}-${parentId}-01`],
    ['followed by a line break', `00-${traceId}-${parentId}-01\n`],
  ])('is ignored if it is: %s', (_, header) => {
    expect(parseTraceparent(header)).toBeUndefined();
  });

  it('gives two hexadecimal IDs or none for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'0123af-gF') }), (text) => {
        const ids = parseTraceparent(text) ?? { trace_id: traceId, parent_id: parentId };
        expect(ids.trace_id).toMatch(/^[0-9a-f]{32}$/);
        expect(ids.parent_id).toMatch(/^[0-9a-f]{16}$/);
      }),
    );
  });
});

describe('a request', () => {
  it('is logged at level debug without its query, with its trace ID', async () => {
    const { send, lines } = await observed();
    const headers = { traceparent: `00-${traceId}-${parentId}-01` };
    await send('/v1/takeaways?q=secret', { headers });
    expect(lines).toEqual([
      expect.objectContaining({
        level: 'debug',
        msg: 'request',
        method: 'GET',
        path: '/v1/takeaways',
        status: 200,
        trace_id: traceId,
        parent_id: parentId,
      }),
    ]);
    expect(JSON.stringify(lines)).not.toContain('secret');
  });

  it('has its store reads in Server-Timing and in the log', async () => {
    const { send, store, lines } = await observed();
    const { result, cost } = await store.costOf(() => send('/v1/takeaways?limit=2'));
    const timing = result.headers.get('server-timing');
    expect(timing).toMatch(
      /^store;dur=[\d.]+;desc="\d+ reads, \d+ bytes", render;dur=[\d.]+, total;dur=[\d.]+$/,
    );
    expect(timing).toContain(`desc="${cost.reads} reads, ${cost.bytes} bytes"`);
    expect(lines).toMatchObject([
      { store_reads: cost.reads, store_bytes: cost.bytes, store_writes: 0 },
    ]);
  });

  it.each(['/nothing', '/v1/takeaways?limit=0', '/healthz'])(
    'to %s has no store reads in either',
    async (path) => {
      const { send } = await observed();
      expect((await send(path)).headers.get('server-timing')).toContain('"0 reads, 0 bytes"');
    },
  );
});
