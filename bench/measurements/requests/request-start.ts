import { Agent } from 'node:http';
import { alivePath, firstAnswer, isCorrect, request } from '../../answers.js';
import type { Instance } from '../../contender.js';
import { distinctWhenWarm, expectationOf, type Measurement, record, skip } from '../../context.js';

const warmUp = 20;

/** Sequential requests to a warm process, timed by the client; each may start a fresh instance. */
export const requestStart: Measurement = {
  id: 'request-start',
  title: 'Request start',
  kinds: [
    { measurement: 'request-start', conditions: {} },
    {
      measurement: 'request-time',
      conditions: { answer: ['alive', 'list'], connection: ['fresh', 'kept'] },
    },
  ],
  steps: (context) => distinctWhenWarm(context).length,
  run: async (context) => {
    for (const contender of distinctWhenWarm(context)) {
      context.step(`Request start: ${contender.title}`);
      const instance = await contender.start(context.homeOf(contender));
      try {
        const full = expectationOf(contender, context);
        await firstAnswer(instance, full);
        const least = contender.kind === 'service' ? { path: alivePath } : full;
        for (const { answer, expected } of [
          { answer: 'alive', expected: least },
          ...(contender.kind === 'service' ? [{ answer: 'list', expected: full }] : []),
        ]) {
          for (const connection of ['fresh', 'kept'] as const) {
            const { requests } = context.effort;
            const samples = await timeRequests(instance, expected, connection, requests);
            const identity = { contender: contender.id, samples };
            const conditions = { answer, connection };
            record(context.run, { measurement: 'request-time', conditions, ...identity });
            const isStart = contender.isolation === 'instance per request';
            if (isStart && answer === 'alive' && connection === 'fresh') {
              record(context.run, { measurement: 'request-start', conditions: {}, ...identity });
            }
          }
        }
      } catch (error) {
        skip(context.run, `${contender.title}: request start`, error);
      } finally {
        await instance.stop();
      }
    }
  },
};

/** @returns milliseconds from connecting (or sending, on a reused connection) to the end of the answer. */
const timeRequests = async (
  instance: Instance,
  expected: Parameters<typeof isCorrect>[1],
  connection: 'fresh' | 'kept',
  count: number,
): Promise<number[]> => {
  const agent = connection === 'kept' ? new Agent({ keepAlive: true, maxSockets: 1 }) : false;
  const samples: number[] = [];
  for (let n = 0; n < warmUp + count; n++) {
    const started = performance.now();
    const answer = await request(`${instance.urls[0]}${expected.path}`, agent);
    const took = performance.now() - started;
    if (!isCorrect(answer, expected)) throw new Error(`Request ${n} was answered wrongly.`);
    if (n >= warmUp) samples.push(took);
  }
  if (agent) agent.destroy();
  return samples;
};
