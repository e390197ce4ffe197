import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createApp } from '../../src/app.js';
import { answerOf, isPage, problemOf } from '../support/answer.js';
import { type HostileRequest, hostileRequest, mayPreferPages } from '../support/hostile.js';
import type { Answer } from '../support/openapi-contract.js';
import { type CountingStore, createCountingStore } from '../support/stores/counting-store.js';
import { createTestService, origin } from '../support/test-app.js';

const requests = 2000;

/** @returns a digest of the content of a store. */
const digestOf = async (store: CountingStore): Promise<string> => {
  const hash = createHash('sha256');
  for (const key of store.keys()) hash.update(key).update((await store.get(key)) ?? '');
  return hash.digest('hex');
};

const requestOf = ({ method, target, headers }: HostileRequest): Request => {
  const given = new Headers();
  for (const [name, value] of headers) given.append(name, value);
  const hasBody = !['GET', 'HEAD'].includes(method) && target.length % 2 === 0;
  return new Request(origin + target, {
    method,
    headers: given,
    ...(hasBody && { body: '{"takeaways":[' }),
  });
};

const isSuccess = ({ status }: Answer) => status >= 200 && status < 300;

it(`${requests} hostile requests cause no 5xx, get valid problems, and leave the store unchanged`, async () => {
  const store = createCountingStore();
  const errors: unknown[] = [];
  const app = createApp(
    await createTestService({
      store,
      log: (level, ...event) => {
        if (level === 'error') errors.push(event);
      },
    }),
  );
  await app(new Request(`${origin}/readyz`));
  const before = await digestOf(store);
  expect(store.keys().length).toBeGreaterThan(5);

  const seen = new Map<number, number>();
  const { cost } = await store.costOf(() =>
    fc.assert(
      fc.asyncProperty(hostileRequest, async (hostile) => {
        const answer = await answerOf(await app(requestOf(hostile)));
        seen.set(answer.status, (seen.get(answer.status) ?? 0) + 1);
        expect(answer.status).toBeLessThan(500);
        expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
        expect(answer.headers.get('access-control-allow-origin')).toBe('*');
        expect([...answer.headers.keys()]).not.toContain('x-injected');
        if (isSuccess(answer)) return;
        if (answer.status === 304 || hostile.method === 'HEAD') expect(answer.body).toBe('');
        else if (isPage(answer)) {
          expect(mayPreferPages(hostile.headers)).toBe(true);
          expect(answer.body).toContain('<section id="problem"');
        } else expect(problemOf(answer).status).toBe(answer.status);
      }),
      { numRuns: requests },
    ),
  );

  expect(errors).toEqual([]);
  expect(cost).toMatchObject({ sets: 0, deletes: 0 });
  expect(await digestOf(store)).toBe(before);
  // Make sure that the requests were hostile in many ways.
  expect([...seen.keys()]).toEqual(
    expect.arrayContaining([200, 204, 304, 400, 404, 405, 406, 414, 431]),
  );
}, 60_000);
