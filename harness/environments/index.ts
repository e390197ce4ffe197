import type { Environment } from './environment.js';
import { localHost } from './local-host.js';
import { spin } from './spin.js';
import { wasmcloud } from './wasmcloud.js';
import { wasmtime } from './wasmtime.js';

/** All that component files are put to the tests in. */
export const allEnvironments: readonly Environment[] = [localHost, spin, wasmtime, wasmcloud];
