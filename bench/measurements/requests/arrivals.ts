import { setTimeout } from 'node:timers/promises';
import { isCorrect, request } from '../../answers.js';

export interface Arrivals {
  /** Requests per second. */
  readonly rate: number;
  readonly seconds: number;
  /** The expected body. */
  readonly body?: string | undefined;
}

/**
 * Sends requests on schedule, each on a new connection, whether or not earlier ones have been answered. (Load
 * generators with a fixed number of connections wait for slow servers, and then have to correct their histograms.)
 *
 * @returns for each request the milliseconds from when it was sent to the end of its answer
 * @throws Error if an answer is wrong
 */
export const requestAtRate = async (
  url: string,
  { rate, seconds, body }: Arrivals,
): Promise<number[]> => {
  const started = performance.now();
  const sent = Array.from({ length: Math.round(rate * seconds) }, async (_, n) => {
    const due = started + (n * 1000) / rate;
    await setTimeout(due - performance.now());
    // Not from when it was due: timers are up to a millisecond early, which is longer than a quick answer takes.
    const begun = performance.now();
    const answer = await request(url);
    if (!isCorrect(answer, { path: '', ...(body === undefined ? {} : { body }) })) {
      throw new Error(
        `${url} answered wrongly at ${rate} requests/s, with status ${answer.status}.`,
      );
    }
    return performance.now() - begun;
  });
  return Promise.all(sent);
};
