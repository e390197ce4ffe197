/** The machine's energy counters, where it has them and shows them. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = '/sys/class/powercap';

/** Counters of whole packages; those below them are part of these. */
const counters = (): string[] =>
  existsSync(root)
    ? readdirSync(root)
        .filter((name) => /^intel-rapl:\d+$/.test(name))
        .map((name) => join(root, name, 'energy_uj'))
        .filter(existsSync)
    : [];

/** @returns the joules used so far by all processors, or undefined if the machine counts none. */
export const readJoules = (): number | undefined => {
  const files = counters();
  if (files.length === 0) return undefined;
  const microjoules = files.map((file) => Number(readFileSync(file, 'utf8')));
  return microjoules.reduce((sum, one) => sum + one, 0) / 1e6;
};
