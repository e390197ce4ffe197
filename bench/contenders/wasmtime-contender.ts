import { wasmtime as runtime, wasmtimeServe } from '../../harness/wasmtime.js';
import { freePort } from '../../lib/free-port.js';
import { firstLine, programOf } from '../../lib/programs.js';
import type { Contender } from '../contender.js';
import { launch } from '../workspace/processes.js';
import { firstMissing } from './prerequisites.js';

/** The portable component on `wasmtime serve`, whose store lasts for one request and is seeded by each. */
export const wasmtime: Contender = {
  id: 'wasmtime',
  title: 'Wasm on wasmtime serve',
  kind: 'service',
  isolation: 'instance per request',
  missing: () =>
    firstMissing([
      { runtime, add: runtime.remedy },
      { file: runtime.services[0].file, add: 'Run: npm run build' },
    ]),
  version: () => firstLine(programOf('wasmtime'), '--version'),
  start: async (options) => {
    const address = `127.0.0.1:${await freePort()}`;
    return launch(wasmtimeServe({ listen: address }), [`http://${address}`], options);
  },
};
