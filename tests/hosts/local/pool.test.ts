import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { Pool, type PoolOptions, type Receiver } from '../../../hosts/local/guest/pool.js';
import { compileModules } from '../../../hosts/local/guest/start-component.js';
import { transpileComponent } from '../../../hosts/local/guest/transpile.js';
import { temporaryDirectory } from '../../../lib/temporary-directory.js';
import { componentizeGuest } from '../../support/componentize.js';

let pool: Pool | undefined;
afterEach(() => pool?.close());

const start = async (changes: Partial<PoolOptions> = {}, imports?: string[]): Promise<Pool> => {
  const wasm = await componentizeGuest('tests/hosts/local/guests/guest.js');
  const component = await transpileComponent(resolve(wasm));
  pool = await Pool.start({
    script: pathToFileURL('dist/hosts/local/worker.js'),
    setup: {
      entry: pathToFileURL(`${component.directory}/${component.entry}`).href,
      imports: imports ?? component.imports,
      grants: { stores: [], variables: {} },
      stateDir: temporaryDirectory(),
    },
    modules: compileModules(component),
    workers: 1,
    queueLimit: 1,
    requestTimeout: 500,
    onError: () => {},
    ...changes,
  });
  return pool;
};

/** @returns the outcome of a request: a status or the slug of a problem. */
const outcome = (path: string): Promise<string | number> =>
  new Promise((resolve) => {
    const receiver: Receiver = {
      head: resolve,
      chunk: (_, sent) => sent(),
      end: () => {},
      fail: resolve,
      log: () => {},
    };
    pool?.submit(
      { method: 'GET', pathWithQuery: path, authority: 'a', headers: [], body: new Uint8Array() },
      receiver,
    );
  });

test('requests beyond the queue limit are refused at once', async () => {
  await start();
  const [running, waiting, tooMany] = [outcome('/loop'), outcome('/count'), outcome('/count')];
  expect(await tooMany).toBe('overloaded');
  expect(await running).toBe('gateway-timeout');
  expect(await waiting).toBe('overloaded');
});

test('a thread with an endless loop is replaced', async () => {
  await start({ requestTimeout: 3000 });
  expect(await outcome('/loop')).toBe('gateway-timeout');
  expect(await outcome('/count')).toBe(200);
});

test('while one thread is busy, another serves requests', async () => {
  await start({ workers: 2, requestTimeout: 5000 });
  const loop = outcome('/loop');
  expect(await outcome('/count')).toBe(200);
  expect(await loop).toBe('gateway-timeout');
});

test('the error for an unsupported import names it', async () => {
  await expect(start({}, ['wasi:http/types', 'wasi:sockets/tcp'])).rejects.toThrow(
    /imports wasi:sockets\/tcp, which the local host does not support/,
  );
});

test('a component that cannot be compiled is an error', async () => {
  const modules = Promise.reject(new Error('not valid'));
  modules.catch(() => {}); // The pool handles the rejection later.
  await expect(start({ modules })).rejects.toThrow('not valid');
});
