import { describe, expect, it } from 'vitest';
import { parseFaultInjection } from '../src/fault-injection.js';
import { answerOf, problemOf } from './support/answer.js';
import { createCountingStore } from './support/stores/counting-store.js';
import { createTestApp } from './support/test-app.js';

const appWith = (faults: string, log = () => {}) => createTestApp({ faults: () => faults, log });

describe('the variable faults', () => {
  it.each([
    ['', { delay: 0, error: 0, store: 0 }],
    ['delay=200ms', { delay: 200, error: 0, store: 0 }],
    ['delay=200ms,error=0.1,store=0.05', { delay: 200, error: 0.1, store: 0.05 }],
    ['store=1, error=.5', { delay: 0, error: 0.5, store: 1 }],
  ])('"%s" is valid', (text, faults) => {
    expect(parseFaultInjection(text)).toEqual(faults);
  });

  it.each(['on', 'delay=200', 'delay=-1ms', 'error=2', 'error=10%', 'error=0.1,,', 'memory=1'])(
    '"%s" is invalid: it is logged, and no faults are injected',
    async (text) => {
      const lines: unknown[] = [];
      const send = await createTestApp({
        faults: () => text,
        log: (...event) => void lines.push(event),
      });
      expect((await send('/v1/takeaways')).status).toBe(200);
      expect(lines).toContainEqual(['error', expect.stringContaining('variable faults')]);
    },
  );
});

describe('injected faults', () => {
  it('delay requests', async () => {
    const send = await appWith('delay=50ms');
    const started = performance.now();
    expect((await send('/v1/meta')).status).toBe(200);
    expect(performance.now() - started).toBeGreaterThan(45);
  });

  it('make requests fail with a problem without using the store', async () => {
    const store = createCountingStore();
    const send = await createTestApp({ faults: () => 'error=1', store });
    const { result, cost } = await store.costOf(async () => answerOf(await send('/v1/takeaways')));
    expect(problemOf(result).slug).toBe('internal-error');
    expect(cost.reads).toBe(0);
  });

  it('make the store fail, with `Retry-After`', async () => {
    const send = await appWith('store=1');
    const answer = await answerOf(await send('/v1/takeaways'));
    expect(problemOf(answer).slug).toBe('store-unavailable');
    expect(answer.headers.get('retry-after')).toMatch(/^\d+$/);
  });

  it('make the given share of requests fail', async () => {
    const send = await appWith('error=0.5');
    let failed = 0;
    for (let n = 0; n < 200; n++) failed += Number(!(await send('/problems/not-found')).ok);
    expect(failed).toBeGreaterThan(50);
    expect(failed).toBeLessThan(150);
  });

  it.each(['/healthz', '/readyz', '/readyz?'])('never affect %s', async (path) => {
    const send = await appWith('delay=9999ms,error=1,store=1');
    expect((await send(path)).status).toBe(200);
  });
});
