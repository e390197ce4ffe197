import type { Contender } from '../contender.js';
import { container } from './container.js';
import { containerd } from './containerd.js';
import { localHost } from './local-host.js';
import { bareNode, node } from './node.js';
import { bareSpin, noopSpin, spin } from './spin.js';
import { wasmtime } from './wasmtime.js';

/** All that are measured, the whole service first. */
export const allContenders: readonly Contender[] = [
  spin,
  container,
  containerd,
  node,
  wasmtime,
  localHost,
  bareSpin,
  noopSpin,
  bareNode,
];
