import { WasmtimeProcess } from '../wasmtime.js';
import type { Environment } from './environment.js';
import { versionsOnPath } from './installed.js';

export const wasmtime: Environment = {
  id: 'wasmtime',
  name: 'wasmtime serve',
  add: 'Run: cargo install wasmtime-cli --locked',
  installed: () => versionsOnPath('wasmtime'),
  serve: (program, component, { env }) => WasmtimeProcess.start({ program, component, env }),
};
