/** Memory of instances, as both measurements of density read it. */
import { join } from 'node:path';
import { request } from '../answers.js';
import type { Instance } from '../contender.js';
import { type Context, record } from '../context.js';
import type { Conditions } from '../recording/run.js';
import { proportionalSetSize, workingSet } from '../workspace/processes.js';

/** Of series of readings, besides the shape. */
export const readingConditions = {
  accounting: ['pss', 'cgroup'],
  state: ['idle', 'after-burst'],
} as const;

export type State = (typeof readingConditions.state)[number];
type Accounting = (typeof readingConditions.accounting)[number];

const burstConnections = 8;

/** Readings of memory over the number of apps that answered correctly. */
export class MemoryReadings {
  private readonly readings = new Map<string, { samples: number[]; apps: number[] }>();

  constructor(private readonly context: Context) {}

  /**
   * Reads what the instances take together.
   *
   * @param apps how many answered correctly just before
   * @param cgroups those they run in, by name
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
      // One number of apps has no slope.
      if (new Set(apps).size < 2) continue;
      const [accounting = '', state = ''] = key.split(' ');
      const conditions = { ...shape, accounting, state };
      record(this.context.run, { measurement: 'memory', contender, conditions, samples, apps });
    }
  }

  private note(accounting: Accounting, state: State, apps: number, mebibytes: number): void {
    const key = `${accounting} ${state}`;
    const reading = this.readings.get(key) ?? { samples: [], apps: [] };
    reading.samples.push(mebibytes);
    reading.apps.push(apps);
    this.readings.set(key, reading);
  }
}

/** Puts so many requests to an app, several at a time. */
export const burst = async (url: string, requests: number): Promise<void> => {
  // Not by autocannon: however few there are, it takes a second.
  let left = requests;
  const connection = async () => {
    while (left-- > 0) await request(url);
  };
  await Promise.all(Array.from({ length: burstConnections }, connection));
};
