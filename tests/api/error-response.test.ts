import { describe, expect, it } from 'vitest';
import type { Service } from '../../src/api/service.js';
import type { Log } from '../../src/log.js';
import type { KeyValueStore } from '../../src/store/store.js';
import { answerOf, problemOf } from '../support/answer.js';
import { createCountingStore } from '../support/stores/counting-store.js';
import { createTestApp } from '../support/test-app.js';

const secret = 'hunter2-s3cret';

/** An error with a secret in every possible place, shaped like an HTTP framework's error. */
const indiscreet = () =>
  Object.assign(new Error(`password=${secret}`, { cause: new Error(secret) }), {
    status: 418,
    statusCode: 418,
    body: secret,
    headers: { 'x-secret': secret },
    payload: { tag: 'other', val: secret },
    options: { detail: secret, headers: { 'x-secret': secret } },
    slug: secret,
    [secret]: secret,
  });

const circular: Record<string, unknown> = { secret };
circular.self = circular;

const thrown: [what: string, error: unknown][] = [
  ['an error full of secrets', indiscreet()],
  ['a string', secret],
  ['an object, as Spin throws', { payload: { tag: 'other', val: secret } }],
  ['a circular object', circular],
  ['an object without prototype', Object.assign(Object.create(null), { secret })],
  ['a big integer', 10n],
  ['a symbol', Symbol(secret)],
  ['null', null],
  ['undefined', undefined],
];

const failingStore = (error: unknown): KeyValueStore => {
  const fail = () => {
    throw error;
  };
  return { get: fail, set: fail, delete: fail };
};

const logErrors =
  (logged: Parameters<Log>[]): Log =>
  (...event) => {
    if (event[0] === 'error') logged.push(event);
  };

/** Requests takeaways from an app with failing dependencies. */
const askWith = async (overrides: Partial<Service>) => {
  const logged: Parameters<Log>[] = [];
  const send = await createTestApp({ log: logErrors(logged), ...overrides });
  const answer = await answerOf(await send('/v1/takeaways?q=wasm'));
  return { answer, problem: problemOf(answer), logged };
};

const everythingSent = ({ headers, body }: Awaited<ReturnType<typeof askWith>>['answer']) =>
  `${[...headers].join('\n')}\n${body}`;

describe.each(thrown)('a failure with %s', (_, error) => {
  it('is 503 without details if the store failed', async () => {
    const { answer, problem } = await askWith({ store: failingStore(error) });
    expect(problem.slug).toBe('store-unavailable');
    expect(answer.headers.get('retry-after')).toMatch(/^\d+$/);
    expect(everythingSent(answer)).not.toContain(secret);
  });

  it('is 500 without details otherwise', async () => {
    const { answer, problem } = await askWith({
      now: () => {
        throw error;
      },
    });
    expect(problem.slug).toBe('internal-error');
    expect(everythingSent(answer)).not.toContain(secret);
  });

  it('is logged with the request', async () => {
    const { logged } = await askWith({
      now: () => {
        throw error;
      },
    });
    expect(logged).toEqual([
      [
        'error',
        expect.any(String),
        expect.objectContaining({
          method: 'GET',
          url: '/v1/takeaways',
        }),
      ],
    ]);
  });

  it('is logged without the query: search terms never reach the log', async () => {
    const failsInService = await askWith({
      now: () => {
        throw error;
      },
    });
    const failsInStore = await askWith({ store: failingStore(error) });
    for (const { logged } of [failsInService, failsInStore]) {
      expect(logged).toHaveLength(1);
      expect(JSON.stringify(logged)).not.toContain('wasm');
    }
  });
});

it('A store that has lost part of the dataset gives 503, with the missing key in the log', async () => {
  const store = createCountingStore();
  const logged: Parameters<Log>[] = [];
  const send = await createTestApp({ store, log: logErrors(logged) });
  await send('/readyz');
  for (const key of store.keys().filter((name) => name.includes('/segment/'))) {
    await store.delete(key);
  }
  const answer = await answerOf(await send('/v1/takeaways'));
  expect(problemOf(answer).slug).toBe('store-unavailable');
  expect(logged[0]?.[2]?.message).toContain('/segment/0');
  expect((await send('/v1/topics')).status).toBe(200);
});

describe('the log', () => {
  it('has the message and the stack of unexpected errors', async () => {
    const { logged } = await askWith({
      now: () => {
        throw indiscreet();
      },
    });
    expect(logged[0]?.[2]).toMatchObject({
      message: `Error: password=${secret}`,
      stack: expect.stringContaining('error-response.test.ts'),
    });
  });

  it('has the operation and the key of store failures', async () => {
    const { logged } = await askWith({ store: failingStore(new Error('connection refused')) });
    expect(logged[0]?.[2]?.message).toMatch(/get takeaways\/current.*connection refused/);
  });

  it('has no entry for client errors', async () => {
    const logged: Parameters<Log>[] = [];
    const send = await createTestApp({ log: logErrors(logged) });
    await send('/v1/takeaways?limit=0');
    await send('/no-such-route');
    expect(logged).toEqual([]);
  });

  it('may fail without affecting the response', async () => {
    const log = () => {
      throw indiscreet();
    };
    expect((await askWith({ log, store: failingStore('down') })).problem.status).toBe(503);
    const send = await createTestApp({ log });
    expect((await send('/v1/takeaways')).status).toBe(200);
  });
});
