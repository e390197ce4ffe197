import type { Contender } from '../contender.js';
import { container, typicalContainer } from './container-contender.js';
import { containerd } from './containerd-contender.js';
import { withKeptMemory } from './kept-memory.js';
import { localHost } from './local-host-contender.js';
import { bareNode, node } from './node-contenders.js';
import { bareSpin, noopSpin, rawSpin, spin, spinQuickJs } from './spin-contenders.js';
import { wasmtime, wasmtimeAhead } from './wasmtime-contender.js';

/** All contenders, those with the whole service first. */
export const allContenders: readonly Contender[] = [
  spin,
  withKeptMemory(spin),
  spinQuickJs,
  withKeptMemory(spinQuickJs),
  container,
  containerd,
  typicalContainer,
  node,
  wasmtime,
  wasmtimeAhead,
  localHost,
  bareSpin,
  rawSpin,
  noopSpin,
  withKeptMemory(noopSpin),
  bareNode,
];
