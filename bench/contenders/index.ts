import type { Contender } from '../contender.js';
import { container } from './container-contender.js';
import { containerd } from './containerd-contender.js';
import { localHost } from './local-host-contender.js';
import { bareNode, node } from './node-contenders.js';
import { bareSpin, noopSpin, rawSpin, spin } from './spin-contenders.js';
import { wasmtime } from './wasmtime-contender.js';

/** All contenders, those with the whole service first. */
export const allContenders: readonly Contender[] = [
  spin,
  container,
  containerd,
  node,
  wasmtime,
  localHost,
  bareSpin,
  rawSpin,
  noopSpin,
  bareNode,
];
