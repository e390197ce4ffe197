import { afterAll, beforeAll } from 'vitest';
import { HostProcess, writeManifest } from '../../../harness/local-host.js';
import { keyValueStore } from '../../../hosts/key-value.js';
import { openState } from '../../../hosts/local/state.js';
import { temporaryDirectory } from '../../../lib/temporary-directory.js';
import { describeKeyValueStore, type OpenedStore } from '../../store/store-contract.js';
import { bundleGuest, componentizeGuest } from '../../support/componentize.js';

describeKeyValueStore("the local host's SQLite", () => {
  const directory = temporaryDirectory();
  const databases = [openState(directory)];
  const open = () => {
    const database = openState(directory);
    databases.push(database);
    return keyValueStore(database, 'default');
  };
  return {
    store: open(),
    reopen: open,
    close: () => {
      for (const database of databases) database.close();
    },
  };
});

let host: HostProcess;
/** Prefixes the keys of each test, because the host has one store. */
let test = 0;

beforeAll(async () => {
  const wasm = await componentizeGuest(
    await bundleGuest('tests/hosts/local/guests/store-probe.ts'),
  );
  host = await HostProcess.start({ from: writeManifest(wasm) });
});
afterAll(() => host.stop());

describeKeyValueStore(
  "Spin's interface, through a component",
  () => {
    test++;
    const open = () => storeOver(host, `test ${test}/`);
    return { ...open(), reopen: () => open().store };
  },
  { runs: 5 },
);

/** @returns the store of the probe component, over HTTP. */
const storeOver = (
  server: HostProcess,
  prefix: string,
): Pick<OpenedStore, 'store' | 'setRepeatedly'> => {
  const send = async (method: string, key: string, value?: Uint8Array, times = 1) => {
    const path = `/?key=${encodeURIComponent(prefix + key)}&times=${times}`;
    const response = await server.fetch(path, {
      method,
      ...(value && { body: Buffer.from(value) }),
    });
    if (!response.ok && response.status !== 404)
      throw new Error(`${method} gave ${response.status}`);
    return response;
  };
  return {
    store: {
      get: async (key) => {
        const response = await send('GET', key);
        return response.ok ? new Uint8Array(await response.arrayBuffer()) : undefined;
      },
      set: async (key, value) => void (await send('PUT', key, value)),
      delete: async (key) => void (await send('DELETE', key)),
    },
    setRepeatedly: async (key, value, times) => void (await send('PUT', key, value, times)),
  };
};
