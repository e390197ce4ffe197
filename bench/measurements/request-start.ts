import { Agent } from 'node:http';
import { alivePath, firstAnswer, isCorrect, request } from '../answers.js';
import type { Instance } from '../contender.js';
import { expectationOf, type Measurement, record, skip } from '../context.js';

const warmUp = 20;

/**
 * A fresh instance per request, as its caller sees it: one request after the other to a warm process. That of
 * a request which does next to nothing bounds the start of an instance from above.
 */
export const requestStart: Measurement = {
  id: 'request-start',
  title: 'Start for a request',
  steps: ({ contenders }) => contenders.length,
  run: async (context) => {
    for (const contender of context.contenders) {
      context.step(`Start for a request: ${contender.title}`);
      const instance = await contender.start(context.homeOf(contender));
      try {
        const full = expectationOf(contender, context);
        await firstAnswer(instance, full);
        const least = contender.kind === 'service' ? { path: alivePath } : full;
        const kinds = [
          { conditions: {}, expected: least, kept: false },
          { conditions: { connection: 'kept' }, expected: least, kept: true },
          ...(contender.kind === 'service'
            ? [
                { conditions: { answer: 'list' }, expected: full, kept: false },
                { conditions: { answer: 'list', connection: 'kept' }, expected: full, kept: true },
              ]
            : []),
        ];
        for (const { conditions, expected, kept } of kinds) {
          record(context.run, {
            measurement: 'request-start',
            contender: contender.id,
            conditions,
            samples: await timeRequests(instance, expected, kept, context.effort.requests),
          });
        }
      } catch (error) {
        skip(context.run, `${contender.title}: start for a request`, error);
      } finally {
        await instance.stop();
      }
    }
  },
};

/** @returns milliseconds from before connecting, or on a kept connection from before sending, to the whole answer. */
async function timeRequests(
  instance: Instance,
  expected: Parameters<typeof isCorrect>[1],
  kept: boolean,
  count: number,
): Promise<number[]> {
  const agent = kept ? new Agent({ keepAlive: true, maxSockets: 1 }) : false;
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
}
