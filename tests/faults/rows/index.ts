/** Every fault, in the order of docs/faults.md. */
import type { Fault } from '../fault.js';
import { processFaults } from './process.js';
import { redisFaults } from './redis.js';

export const faults: readonly Fault[] = [...processFaults, ...redisFaults];
