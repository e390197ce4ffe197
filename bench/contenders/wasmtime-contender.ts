import { freePort } from '../../lib/free-port.js';
import type { Contender } from '../contender.js';
import { launch } from '../workspace/processes.js';
import { firstLine, firstMissing } from './prerequisites.js';

const component = 'dist/takeaways-wasi.wasm';

/** The portable component on `wasmtime serve`, whose store lasts for one request and is seeded by each. */
export const wasmtime: Contender = {
  id: 'wasmtime',
  title: 'Wasm on wasmtime serve',
  kind: 'service',
  isolation: 'instance per request',
  missing: () =>
    firstMissing([
      { program: 'wasmtime', add: 'Run: cargo install wasmtime-cli --locked' },
      { file: component, add: 'Run: npm run build' },
    ]),
  version: () => firstLine('wasmtime', '--version'),
  start: async (options) => {
    const address = `127.0.0.1:${await freePort()}`;
    return launch(
      ['wasmtime', 'serve', '-Scli', '-Skeyvalue', '-Sconfig', '--addr', address, component],
      [`http://${address}`],
      options,
    );
  },
};
