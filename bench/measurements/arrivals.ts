import { setTimeout } from 'node:timers/promises';
import { isCorrect, request } from '../answers.js';

/** What arrives. */
export interface Arrivals {
  /** Requests per second. */
  readonly rate: number;
  readonly seconds: number;
  /** The correct answer's body. */
  readonly body?: string | undefined;
}

/**
 * Sends requests when they are due, whether or not earlier ones have been answered, each on a connection of
 * its own. (Load generators that keep a number of connections either wait when the server is slow, or correct
 * for that in a histogram; raw samples need neither.)
 *
 * @returns for each request the milliseconds from the time it was due to its whole answer
 * @throws Error where one is answered wrongly
 */
export const requestAtRate = async (
  url: string,
  { rate, seconds, body }: Arrivals,
): Promise<number[]> => {
  const started = performance.now();
  const sent = Array.from({ length: Math.round(rate * seconds) }, async (_, n) => {
    const due = started + (n * 1000) / rate;
    await setTimeout(due - performance.now());
    const answer = await request(url);
    if (!isCorrect(answer, { path: '', ...(body === undefined ? {} : { body }) })) {
      throw new Error(`${url} answered ${answer.status} wrongly at ${rate} requests/s.`);
    }
    return performance.now() - due;
  });
  return Promise.all(sent);
};
