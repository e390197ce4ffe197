import { correctApps, firstAnswer } from '../answers.js';
import type { Contender, Instance } from '../contender.js';
import { type Context, effortFor, expectationOf, type Measurement, skip } from '../context.js';
import { burst, MemoryReadings, readingConditions } from './memory-readings.js';

/** Memory with a process per app: while apps are added one by one, then, after a burst, while they are stopped. */
export const density: Measurement = {
  id: 'memory',
  title: 'Memory, one process per app',
  kinds: [
    { measurement: 'memory', conditions: { shape: ['process-per-app'], ...readingConditions } },
    { measurement: 'carbon', conditions: { work: ['idle-hour'], shape: ['process-per-app'] } },
  ],
  steps: ({ contenders, effort }) => contenders.length * effort.ramps,
  run: async (context) => {
    const readings = new Map(context.contenders.map((one) => [one, new MemoryReadings(context)]));
    for (let ramp = 0; ramp < context.effort.ramps; ramp++) {
      for (const [contender, reading] of readings) {
        context.step(
          `Memory: ${contender.title}, ${effortFor(contender, context).processes} processes`,
        );
        try {
          await measureRamp(contender, context, reading, ramp);
        } catch (error) {
          readings.delete(contender);
          skip(context.run, `${contender.title}: memory`, error);
        }
      }
    }
    for (const [contender, reading] of readings) {
      reading.record(contender.id, { shape: 'process-per-app' });
    }
  },
};

interface Running {
  readonly instance: Instance;
  readonly cgroup: string;
}

const measureRamp = async (
  contender: Contender,
  context: Context,
  readings: MemoryReadings,
  ramp: number,
): Promise<void> => {
  const expected = expectationOf(contender, context);
  const { processes, burst: requests } = effortFor(contender, context);
  const running: Running[] = [];
  const read = async (state: 'idle' | 'after-burst') => {
    const counts = await Promise.all(
      running.map(({ instance }) => correctApps(instance, expected)),
    );
    const correct = counts.reduce((sum, count) => sum + count, 0);
    const instances = running.map(({ instance }) => instance);
    readings.read(
      state,
      correct,
      instances,
      running.map(({ cgroup }) => cgroup),
    );
  };
  try {
    for (let n = 0; n < processes; n++) {
      const cgroup = `${contender.id}-${ramp}-${n}`;
      const home = context.homeOf(contender);
      // Each app has its own data; they share the cache of compiled code.
      const state = context.workspace.newDirectory();
      const instance = await contender.start({ ...home, state, cgroup });
      running.push({ instance, cgroup });
      await firstAnswer(instance, expected);
      await read('idle');
    }
    for (const { instance } of running) {
      await burst(instance.urls[0] + expected.path, requests);
    }
    while (running.length > 0) {
      await read('after-burst');
      await running.pop()?.instance.stop();
    }
  } finally {
    await Promise.all(running.map(({ instance }) => instance.stop()));
  }
};
