/** Every fault that tests/faults provokes, in the order of docs/faults.md. */
import type { Declared, Fault } from '../fault.js';
import { clientFaults } from './clients.js';
import { podFaults } from './pods.js';
import { processFaults } from './process.js';
import { redisFaults } from './redis.js';
import { sqliteFaults } from './sqlite.js';
import { timeFaults } from './time.js';
import { upgradeFaults } from './upgrade.js';

export const faults: readonly Fault[] = [
  ...processFaults,
  ...sqliteFaults,
  ...redisFaults,
  ...clientFaults,
  ...timeFaults,
  ...upgradeFaults,
];

/** The rows of docs/faults.md: those, and what tests/node provokes. */
export const rows: readonly Declared[] = [...faults, ...Object.values(podFaults)];
