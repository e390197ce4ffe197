/** Lists and searches on Spin over stores with many takeaways, which take turns. */
import { readDataset } from '../../../curation/read-dataset.js';
import { keyValueStore } from '../../../hosts/key-value.js';
import { openState } from '../../../hosts/local/state.js';
import type { Dataset } from '../../../src/dataset/records/schema.js';
import { layOut } from '../../../src/dataset/revisions/layout.js';
import { publish } from '../../../src/dataset/revisions/publish.js';
import { firstAnswer } from '../../answers.js';
import type { Contender, Instance } from '../../contender.js';
import { type Context, type Measurement, record, skip } from '../../context.js';
import { perRound, takeTurns } from './turns.js';

const takeaways = [120, 10_000, 100_000] as const;

const paths = {
  list: '/v1/takeaways',
  filtered: '/v1/takeaways?year=2024',
  search: '/v1/takeaways?q=wasm',
  'two-words': '/v1/takeaways?q=wasm+cold',
} as const;

const request = Object.keys(paths);

const serviceOnSpin = ({ contenders }: Context): Contender | undefined =>
  contenders.find(({ id }) => id === 'spin');

export const requestsAtSize: Measurement = {
  id: 'requests-at-size',
  title: 'Requests on Spin at size',
  kinds: (['spin-request-time', 'spin-request-cpu'] as const).map((measurement) => ({
    measurement,
    conditions: { request, takeaways },
  })),
  onlyNamed: true,
  steps: (context) => (serviceOnSpin(context) ? takeaways.length + request.length : 0),
  run: async (context) => {
    const contender = serviceOnSpin(context);
    if (!contender) return;
    const instances: Instance[] = [];
    try {
      for (const count of takeaways) {
        context.step(`Requests on Spin at size: a store of ${count} takeaways`);
        const state = context.workspace.newDirectory();
        await fill(state, repeated(readDataset(), count));
        const instance = await contender.start({ ...context.homeOf(contender), state });
        instances.push(instance);
        await firstAnswer(instance, { path: paths.list });
      }
      for (const [name, path] of Object.entries(paths)) {
        context.step(`Requests on Spin at size: ${name}`);
        const turns = instances.map((instance) => ({ instance, expected: { path } }));
        const count = perRound(context.effort.requests);
        const all = await takeTurns(turns, { connection: 'fresh', connections: 1, count });
        all.forEach(({ times, cpu }, index) => {
          const conditions = { request: name, takeaways: takeaways[index] ?? 0 };
          const of = { contender: contender.id, conditions };
          record(context.run, { measurement: 'spin-request-time', samples: times, ...of });
          record(context.run, { measurement: 'spin-request-cpu', samples: [cpu], ...of });
        });
      }
    } catch (error) {
      skip(context.run, 'Requests on Spin at size', error);
    } finally {
      for (const instance of instances) await instance.stop();
    }
  },
};

/** @returns the dataset with so many takeaways: its own, again and again, each copy with a word of its own. */
const repeated = (dataset: Dataset, count: number): Dataset => ({
  ...dataset,
  takeaways: Array.from({ length: count }, (_, index) => {
    const original = dataset.takeaways[index % dataset.takeaways.length];
    if (!original) throw new Error('The dataset has no takeaways to repeat.');
    const copy = Math.floor(index / dataset.takeaways.length);
    if (copy === 0) return original;
    const title = `${original.title} again${copy}`;
    return { ...original, id: `${original.id}-${copy}`, title };
  }),
});

/** Publishes a dataset into a store that Spin reads: over HTTP, the largest would take minutes. */
const fill = async (state: string, dataset: Dataset): Promise<void> => {
  const database = openState(state);
  try {
    await publish(keyValueStore(database, 'default'), {
      content: await layOut(dataset),
      origin: 'operator',
      version: 1,
      now: new Date(),
    });
  } finally {
    database.close();
  }
};
