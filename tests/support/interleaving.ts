/** Interleaves the store operations of several actors, one at a time, in an order that a seed determines. */
import { createRandom } from '../../curation/verdicts/random.js';
import type { Awaitable, KeyValueStore } from '../../src/store/store.js';
import { wrapStore } from '../../src/store/wrap-store.js';

/** What one actor does with its view of the store. */
export type Actor = (store: KeyValueStore) => Promise<unknown>;

export interface Race {
  /** What became of each actor. */
  readonly outcomes: readonly PromiseSettledResult<unknown>[];
  /** How often an operation was followed by one of another actor. */
  readonly switches: number;
  readonly operations: number;
}

/**
 * Runs all actors at once. Whenever all of them wait for the store, one is chosen, and its operation takes
 * effect.
 */
export const interleave = async (
  store: KeyValueStore,
  actors: readonly Actor[],
  seed: number,
): Promise<Race> => {
  const random = createRandom(seed);
  const waiting: { readonly actor: number; readonly proceed: () => void }[] = [];
  let running = actors.length;
  let operations = 0;
  let switches = 0;
  let last = -1;
  const viewOf = (actor: number) =>
    wrapStore(store, async <T>(run: () => Awaitable<T>): Promise<T> => {
      await new Promise<void>((proceed) => waiting.push({ actor, proceed }));
      return run();
    });
  const outcomes = Promise.allSettled(
    actors.map((act, actor) =>
      act(viewOf(actor)).finally(() => {
        running--;
      }),
    ),
  );
  while (running > 0) {
    // Until no actor can go on without the store.
    await new Promise(setImmediate);
    const [chosen] = waiting.splice(Math.floor(random() * waiting.length), 1);
    if (!chosen) continue;
    operations++;
    if (last >= 0 && chosen.actor !== last) switches++;
    last = chosen.actor;
    chosen.proceed();
  }
  return { outcomes: await outcomes, switches, operations };
};
