/**
 * The state of a store after its operation number 1, 2, 3, … has failed during a publication:
 * exhaustively, for every operation of the publication.
 */
import { describe, expect, it } from 'vitest';
import { generateDataset } from '../../../curation/generated-dataset.js';
import { layOut } from '../../../src/dataset/revisions/layout.js';
import { publish } from '../../../src/dataset/revisions/publish.js';
import { currentKey } from '../../../src/dataset/revisions/revision.js';
import type { KeyValueStore } from '../../../src/store/store.js';
import { problemOf } from '../../support/answer.js';
import { type CountingStore, createCountingStore } from '../../support/stores/counting-store.js';
import {
  createFailingStore,
  type FailingStore,
  type Failure,
  failures,
} from '../../support/stores/failing-store.js';
import { createComponent, edition, hour, publishEdition, servedFrom } from './editions.js';

/** A publication to interrupt. */
interface Scenario {
  /** Prepares the store. */
  prepare(store: KeyValueStore): Promise<unknown>;
  act(store: KeyValueStore): Promise<unknown>;
  /** The minimum number of operations, if everything is written. */
  readonly leastOperations: number;
}

const publishEditions = async (store: KeyValueStore, numbers: readonly number[]) => {
  for (const number of numbers) await publishEdition(store, number);
};

const several = layOut(generateDataset(60));

/** Long enough on two busy cores: each test publishes some hundred times. */
const timeout = 60_000;

const scenarios: Readonly<Record<string, Scenario>> = {
  'an operator’s revision': {
    prepare: (store) => publishEditions(store, [1]),
    act: (store) => publishEdition(store, 2),
    leastOperations: 15,
  },
  'a revision whose index has several shards': {
    prepare: (store) => publishEditions(store, [1]),
    act: async (store) =>
      publish(store, { content: await several, origin: 'operator', version: 1, now: hour(2) }),
    leastOperations: 75,
  },
  'a newer bundled dataset': {
    prepare: (store) => publishEdition(store, 1, { origin: 'bundled' }),
    act: (store) => publishEdition(store, 2, { origin: 'bundled' }),
    leastOperations: 15,
  },
  'an earlier revision again': {
    prepare: (store) => publishEditions(store, [1, 2]),
    act: (store) => publishEdition(store, 1, { now: hour(3) }),
    leastOperations: 8,
  },
  'a revision that causes the oldest to be removed': {
    prepare: (store) => publishEditions(store, [1, 2, 3, 4, 5]),
    act: (store) => publishEdition(store, 6),
    leastOperations: 30,
  },
  'a revision after a half-written one': {
    prepare: async (store) => {
      await publishEditions(store, [1]);
      const cutOff = createFailingStore(store, 8, 'before it takes effect');
      await publishEdition(cutOff, 2).catch(() => {});
    },
    act: (store) => publishEdition(store, 3),
    leastOperations: 25,
  },
};

const prepared = async ({ prepare }: Scenario): Promise<CountingStore> => {
  const store = createCountingStore();
  await prepare(store);
  return store;
};

/** The remaining keys after a successful publication many hours later. */
const keysAfterNext = async (store: CountingStore): Promise<string[]> => {
  await publishEdition(store, 20);
  return store.keys();
};

/** Creates a store that fails at the current operation. */
type FailNext = (store: KeyValueStore) => FailingStore;

/**
 * Runs `check` for operation 1, 2, 3, … until one is not reached.
 *
 * @returns the number of reached operations
 */
const forEveryOperation = async (
  failure: Failure,
  check: (failNext: FailNext) => Promise<FailingStore>,
): Promise<number> => {
  for (let position = 1; ; position++) {
    const failing = await check((store) => createFailingStore(store, position, failure));
    if (!failing.failed) return position - 1;
  }
};

describe.each(Object.entries(scenarios))('publishing %s', { timeout }, (_, scenario) => {
  it.each(failures)(
    'leaves one complete revision if any operation fails %s, and completes when repeated',
    async (failure) => {
      const undisturbed = await prepared(scenario);
      const before = await servedFrom(undisturbed);
      await scenario.act(undisturbed);
      const after = await servedFrom(undisturbed);
      const keys = await keysAfterNext(undisturbed);
      expect(after).not.toEqual(before);

      const operations = await forEveryOperation(failure, async (failNext) => {
        const store = await prepared(scenario);
        const failing = failNext(store);
        const outcome = await scenario.act(failing).then(
          () => 'published',
          () => 'failed',
        );
        expect(outcome).toBe(failing.failed ? 'failed' : 'published');
        const moved = failing.written.includes(currentKey);
        expect(await servedFrom(store)).toEqual(moved ? after : before);

        await scenario.act(store);
        expect(await servedFrom(store)).toEqual(after);
        expect(await keysAfterNext(store)).toEqual(keys);
        return failing;
      });
      expect(operations).toBeGreaterThanOrEqual(scenario.leastOperations);
    },
  );
});

describe.each(failures)('a request while one store operation fails %s', { timeout }, (failure) => {
  it('lets the next request seed an empty store if it could not', async () => {
    const complete = createCountingStore();
    await (await createComponent(complete, await edition(1)))('/readyz');
    const whole = await servedFrom(complete);

    const operations = await forEveryOperation(failure, async (failNext) => {
      const store = createCountingStore();
      const failing = failNext(store);
      const answer = await (await createComponent(failing, await edition(1)))('/readyz');
      if (failing.failed) expect(problemOf(answer).slug).toBe('store-unavailable');
      else expect(answer.status).toBe(200);

      const next = await (await createComponent(store, await edition(1)))('/readyz');
      expect(next.status).toBe(200);
      expect(await servedFrom(store)).toEqual(whole);
      expect(store.keys()).toEqual(complete.keys());
      return failing;
    });
    expect(operations).toBeGreaterThanOrEqual(15);
  });

  it('gets the older dataset if the newer one could not be published', async () => {
    const path = '/v1/takeaways?limit=100';
    const pageOf = async (number: number) =>
      (await createComponent(createCountingStore(), await edition(number)))(path);
    const [older, newer] = [await pageOf(1), await pageOf(2)];

    const operations = await forEveryOperation(failure, async (failNext) => {
      const store = createCountingStore();
      await publishEdition(store, 1, { origin: 'bundled' });
      const failing = failNext(store);
      const answer = await (await createComponent(failing, await edition(2), hour(2)))(path);
      if (answer.status === 503) expect(problemOf(answer).slug).toBe('store-unavailable');
      else expect([older.body, newer.body]).toContain(answer.body);
      if (!failing.failed) expect(answer.body).toBe(newer.body);

      const next = await (await createComponent(store, await edition(2), hour(2)))(path);
      expect(next.body).toBe(newer.body);
      return failing;
    });
    expect(operations).toBeGreaterThanOrEqual(18);
  });
});
