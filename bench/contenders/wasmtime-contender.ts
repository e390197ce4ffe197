import { wasmtime as runtime, wasmtimeServe } from '../../harness/wasmtime.js';
import { firstLine } from '../../lib/programs.js';
import type { Contender } from '../contender.js';
import { launch } from '../workspace/processes.js';
import { Workspace } from '../workspace/workspace.js';
import { firstMissing } from './prerequisites.js';

/**
 * The portable build on Wasmtime's own server. Its key-value store lives as long as one request, so every
 * request to an app that reads the store seeds it first.
 */
export const wasmtime: Contender = {
  id: 'wasmtime',
  title: 'Wasm on wasmtime serve',
  kind: 'service',
  isolation: 'instance per request',
  compiles: true,
  missing: () =>
    firstMissing([
      { program: 'wasmtime', add: runtime.remedy },
      { file: runtime.services[0].file, add: 'Run: npm run build' },
    ]),
  version: () => firstLine('wasmtime', '--version'),
  start: async (options) => {
    const address = `127.0.0.1:${await Workspace.freePort()}`;
    return launch(wasmtimeServe({ listen: address }), [`http://${address}`], options);
  },
};
