/** A dump takes no more memory of an instance however large it is: what is sent is let go of. */
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { generateDataset } from '../../../curation/generated-dataset.js';
import { spinComponents } from '../../../harness/components.js';
import { keyValueStore } from '../../../hosts/key-value.js';
import { Pool } from '../../../hosts/local/guest/pool.js';
import { compileModules } from '../../../hosts/local/guest/start-component.js';
import { transpileComponent } from '../../../hosts/local/guest/transpile.js';
import { openState } from '../../../hosts/local/state.js';
import { temporaryDirectory } from '../../../lib/temporary-directory.js';
import { layOut } from '../../../src/dataset/revisions/layout.js';
import { publish } from '../../../src/dataset/revisions/publish.js';

const mebibyte = 2 ** 20;
/** What a dump may add to an instance's memory. */
const most = 40 * mebibyte;
/** What a dump of twice as much may add more. So far that is 2 MiB; where nothing is let go of, it is 20. */
const tolerance = 5 * mebibyte;
/** A dump of these has 14 MB, several times what an engine leaves uncollected. */
const takeaways = 20_000;

const states = { once: temporaryDirectory(), twice: temporaryDirectory() };

const store = async (stateDir: string, count: number) => {
  const database = openState(stateDir);
  await publish(keyValueStore(database, 'default'), {
    content: await layOut(generateDataset(count)),
    origin: 'operator',
    version: 1,
    now: new Date(),
  });
  database.close();
};

beforeAll(async () => {
  await store(states.once, takeaways);
  await store(states.twice, 2 * takeaways);
});

describe.each(spinComponents)('With $engine, a dump', ({ file }) => {
  const pools: Pool[] = [];
  afterAll(() => Promise.all(pools.map((pool) => pool.close())));

  const start = async (stateDir: string): Promise<Pool> => {
    const component = await transpileComponent(resolve(file), 'dist/transpiled');
    const pool = await Pool.start({
      script: pathToFileURL('dist/hosts/local/worker.js'),
      setup: {
        entry: pathToFileURL(resolve(component.directory, component.entry)).href,
        imports: component.imports,
        grants: { stores: ['default'], variables: { redis_url: '', publish_token: '' } },
        stateDir,
        measure: true,
      },
      modules: compileModules(component),
      workers: 1,
      queueLimit: 1,
      requestTimeout: 60_000,
      onError: () => {},
    });
    pools.push(pool);
    return pool;
  };

  /** @returns how many bytes were sent, and how many the instance's memory grew by. */
  const dump = async (stateDir: string, accept: string) => {
    const pool = await start(stateDir);
    let sent = 0;
    const grown = await new Promise<number>((done, fail) => {
      pool.submit(
        {
          method: 'GET',
          pathWithQuery: '/v1/dump',
          authority: 'a',
          headers: [['accept', accept]],
          body: new Uint8Array(),
        },
        {
          head: (status) => status === 200 || fail(new Error(`Expected 200, got ${status}.`)),
          chunk: ({ length }, acknowledge) => {
            sent += length;
            acknowledge();
          },
          end: () => {},
          fail: (_, reason) => fail(new Error(reason)),
          log: () => {},
          executed: ({ memoryBytes, memoryBytesOnInit }) => done(memoryBytes - memoryBytesOnInit),
        },
      );
    });
    return { sent, grown };
  };

  test.each(['application/json', 'application/x-ndjson'])(
    'as %s takes as much memory for twice as many takeaways',
    async (accept) => {
      const once = await dump(states.once, accept);
      const twice = await dump(states.twice, accept);
      expect(twice.sent / once.sent).toBeCloseTo(2, 1);
      expect(once.grown).toBeGreaterThan(0);
      expect(twice.grown - once.grown).toBeLessThan(tolerance);
      expect(twice.grown).toBeLessThan(most);
    },
  );
});
