/** Every fault, in the order of docs/faults.md. */
import type { Fault } from '../fault.js';
import { clientFaults } from './clients.js';
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
