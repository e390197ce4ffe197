/** Readings of memory, for one or many apps per process. */
import { join } from 'node:path';
import { request } from '../answers.js';
import type { Conditions } from '../bench-run.js';
import { carbonOfIdleHour } from '../capacity/cost.js';
import type { Instance } from '../contender.js';
import { type Context, record } from '../context.js';
import { proportionalSetSize, workingSet } from '../workspace/processes.js';

/** From how many apps in one process on they share the process's own memory well. */
const manyApps = 10;

/** Conditions of the series, besides the shape. */
export const readingConditions = {
  accounting: ['pss', 'cgroup'],
  state: ['idle', 'after-burst'],
} as const;

export type State = (typeof readingConditions.state)[number];
type Accounting = (typeof readingConditions.accounting)[number];

const burstConnections = 8;

/** Readings of memory with the number of apps that answered correctly. */
export class MemoryReadings {
  private readonly readings = new Map<string, { samples: number[]; apps: number[] }>();

  constructor(private readonly context: Context) {}

  /**
   * Reads the memory of the instances together.
   *
   * @param apps the number that has just answered correctly
   * @param cgroups the names of their cgroups
   */
  read(
    state: State,
    apps: number,
    instances: readonly Instance[],
    cgroups: readonly string[],
  ): void {
    const pids = instances.flatMap((instance) => instance.pids());
    this.note('pss', state, apps, proportionalSetSize(pids));
    const root = this.context.workspace.cgroups;
    if (!root || !cgroups.every((name) => this.context.workspace.makeCgroup(name))) return;
    const sets = cgroups.map((name) => workingSet(join(root, name)));
    this.note(
      'cgroup',
      state,
      apps,
      sets.reduce((sum, one) => sum + one, 0),
    );
  }

  /** Adds the readings to the run. */
  record(contender: string, shape: Conditions): void {
    for (const [key, { samples, apps }] of this.readings) {
      // A slope needs two numbers of apps.
      if (new Set(apps).size < 2) continue;
      const [accounting = '', state = ''] = key.split(' ');
      const conditions = { ...shape, accounting, state };
      record(this.context.run, { measurement: 'memory', contender, conditions, samples, apps });
    }
    this.recordIdleHour(contender, shape);
  }

  /** The carbon of an app's share of the memory, as one of many where one process has many. */
  private recordIdleHour(contender: string, { shape = '' }: Conditions): void {
    const { samples, apps } = this.readings.get('pss idle') ?? { samples: [], apps: [] };
    const least = shape === 'one-process' ? manyApps : 1;
    const carbon = samples.flatMap((mebibytes, n) => {
      const count = apps[n] ?? 0;
      return count >= least ? [carbonOfIdleHour(mebibytes / count)] : [];
    });
    const conditions = { work: 'idle-hour', shape };
    record(this.context.run, { measurement: 'carbon', contender, conditions, samples: carbon });
  }

  private note(accounting: Accounting, state: State, apps: number, mebibytes: number): void {
    const key = `${accounting} ${state}`;
    const reading = this.readings.get(key) ?? { samples: [], apps: [] };
    reading.samples.push(mebibytes);
    reading.apps.push(apps);
    this.readings.set(key, reading);
  }
}

/** Sends requests, several at a time; autocannon takes at least a second. */
export const burst = async (url: string, requests: number): Promise<void> => {
  let left = requests;
  const connection = async () => {
    while (left-- > 0) await request(url);
  };
  await Promise.all(Array.from({ length: burstConnections }, connection));
};
