import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createMemoryStore } from '../../src/store/memory-store.js';
import type { Awaitable, KeyValueStore } from '../../src/store/store.js';
import { StoreUnavailable, wrapStoreErrors } from '../../src/store/store-errors.js';
import { describeKeyValueStore } from './store-contract.js';

describeKeyValueStore('a store with wrapped errors', () => {
  const store = createMemoryStore();
  return { store: wrapStoreErrors(store), reopen: () => wrapStoreErrors(store) };
});

/** A store whose operations all fail. */
const storeThat = (fail: () => Awaitable<never>): KeyValueStore => ({
  get: fail,
  set: fail,
  delete: fail,
});

const throwing = (thrown: unknown) =>
  storeThat(() => {
    throw thrown;
  });
const rejecting = (thrown: unknown) => storeThat(() => Promise.reject(thrown));

const operations: readonly (readonly [
  name: string,
  run: (store: KeyValueStore) => Awaitable<unknown>,
])[] = [
  ['get', (store) => store.get('the/key')],
  ['set', (store) => store.set('the/key', Uint8Array.of(1))],
  ['delete', (store) => store.delete('the/key')],
];

/** The error that `run` throws, synchronously or not. */
const thrownBy = async (run: () => Awaitable<unknown>): Promise<unknown> => {
  try {
    await run();
  } catch (error) {
    return error;
  }
  throw new Error('Expected an error.');
};

const messageOf = async (store: KeyValueStore): Promise<string> => {
  const error = await thrownBy(() => wrapStoreErrors(store).get('the/key'));
  return error instanceof StoreUnavailable ? error.message : '';
};

describe.each(operations)('a store that fails to %s', (name, run) => {
  it.each([
    ['throws', throwing],
    ['rejects', rejecting],
  ])('wraps an error that it %s, and keeps it as the cause', async (_, failing) => {
    const cause = new Error('connection refused');
    const error = await thrownBy(() => run(wrapStoreErrors(failing(cause))));
    expect(error).toBeInstanceOf(StoreUnavailable);
    expect(error).toMatchObject({
      message: `The store failed to ${name} the/key: connection refused`,
      cause,
    });
  });

  it('wraps anything thrown, even if it is not an Error', async () => {
    await fc.assert(
      fc.asyncProperty(fc.anything({ withBigInt: true }), async (cause) => {
        const error = await thrownBy(() => run(wrapStoreErrors(throwing(cause))));
        expect(error).toBeInstanceOf(StoreUnavailable);
        expect(error).toHaveProperty('cause', cause);
      }),
      { numRuns: 50 },
    );
  });
});

describe('the message of a store error', () => {
  it('includes Spin’s error object', async () => {
    const message = await messageOf(throwing({ payload: { tag: 'other', val: 'disk full' } }));
    expect(message).toContain('disk full');
  });

  it('includes the payload of the host’s error rather than its message', async () => {
    const error = Object.assign(new Error('[object Object]'), {
      payload: { tag: 'access-denied' },
    });
    expect(await messageOf(throwing(error))).toContain('access-denied');
  });

  it('handles an error without a description', async () => {
    const circular: Record<string, unknown> = {};
    circular.itself = circular;
    expect(await messageOf(throwing(circular))).toContain('The store failed to get the/key');
  });
});
