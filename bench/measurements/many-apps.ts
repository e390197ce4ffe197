import { correctApps, firstAnswer } from '../answers.js';
import type { Contender } from '../contender.js';
import { type Context, expectationOf, type Measurement, skip } from '../context.js';
import { burst, MemoryReadings, readingConditions } from './memory-readings.js';

const startingMany = ({ contenders }: Context) => contenders.filter(({ startMany }) => startMany);

/** Memory with many apps in one runtime process, for several numbers of apps. */
export const manyApps: Measurement = {
  id: 'many-apps',
  title: 'Memory, many apps in one process',
  kinds: [
    { measurement: 'memory', conditions: { shape: ['one-process'], ...readingConditions } },
    { measurement: 'carbon', conditions: { work: ['idle-hour'], shape: ['one-process'] } },
  ],
  steps: (context) => startingMany(context).length * context.effort.apps.length,
  run: async (context) => {
    for (const contender of startingMany(context)) {
      // Compilation leaves memory allocated, so it happens in a separate start.
      const compiling = await contender.startMany?.(1, context.homeOf(contender));
      try {
        if (compiling) await firstAnswer(compiling, expectationOf(contender, context));
      } catch (error) {
        skip(context.run, `${contender.title}: many apps in one process`, error);
        continue;
      } finally {
        await compiling?.stop();
      }
      const readings = new MemoryReadings(context);
      for (const apps of context.effort.apps) {
        context.step(`Memory: ${contender.title}, ${apps} apps in one process`);
        try {
          await measureApps(contender, apps, context, readings);
        } catch (error) {
          skip(context.run, `${contender.title}: ${apps} apps in one process`, error);
        }
      }
      readings.record(contender.id, { shape: 'one-process' });
    }
  },
};

const measureApps = async (
  contender: Contender,
  apps: number,
  context: Context,
  readings: MemoryReadings,
): Promise<void> => {
  const cgroup = `${contender.id}-apps-${apps}`;
  const instance = await contender.startMany?.(apps, { ...context.homeOf(contender), cgroup });
  if (!instance) return;
  const expected = expectationOf(contender, context);
  try {
    await firstAnswer(instance, expected);
    readings.read('idle', await correctApps(instance, expected), [instance], [cgroup]);
    for (const url of instance.urls) {
      await burst(url + expected.path, Math.ceil(context.effort.burst / apps));
    }
    readings.read('after-burst', await correctApps(instance, expected), [instance], [cgroup]);
  } finally {
    await instance.stop();
  }
};
