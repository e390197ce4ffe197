/** Every runtime that the service is started on: a new one is a file of its own, and a name here. */
import { localHost } from './local-host.js';
import { nodeServer } from './node.js';
import type { Runtime } from './runtime.js';
import { spin } from './spin.js';
import { wasmcloud } from './wasmcloud.js';
import { wasmtime } from './wasmtime.js';

export const allRuntimes: readonly Runtime[] = [localHost, spin, wasmtime, wasmcloud, nodeServer];
