/** Requests to several instances, which take turns, so that what else the machine does hits all of them. */
import { Agent } from 'node:http';
import { type Expectation, isCorrect, request } from '../../answers.js';
import type { Instance } from '../../contender.js';
import { minorFaults, processorTime } from '../../workspace/processes.js';

/** An instance, and what it is asked for. */
export interface Turn {
  readonly instance: Instance;
  readonly expected: Expectation;
}

/** How requests are sent. */
export interface Load {
  readonly connection: 'fresh' | 'kept';
  /** How many at once. */
  readonly connections: number;
  /** Requests to each instance in each round. */
  readonly count: number;
}

/** What was measured of one instance. CPU time is counted in ticks of 10 ms: too few in a round for a sample. */
export interface Measured {
  /** Milliseconds from connecting, or from sending on a kept connection, to the end of each answer. */
  readonly times: number[];
  /** Requests a second, for each round. */
  readonly rates: number[];
  /** Milliseconds of CPU time per request, of all processes. */
  cpu: number;
  /** Page faults per request that needed no disk. */
  faults: number;
}

const rounds = 10;
const warmUp = 20;

/** @returns how many requests of a number each round has. */
export const perRound = (requests: number): number => Math.ceil(requests / rounds);

/**
 * @param turns the instances, in the order of their turns
 * @returns what was measured of each
 * @throws Error if one answers wrongly
 */
export const takeTurns = async (turns: readonly Turn[], load: Load): Promise<Measured[]> => {
  const all = turns.map((): Measured => ({ times: [], rates: [], cpu: 0, faults: 0 }));
  for (const turn of turns) await send(turn, { ...load, count: warmUp });
  for (let round = 0; round < rounds; round++) {
    for (const [index, turn] of turns.entries()) {
      const measured = all[index];
      const pids = turn.instance.pids();
      const [cpu, faults, from] = [processorTime(pids), minorFaults(pids), performance.now()];
      const times = await send(turn, load);
      if (!measured) continue;
      measured.times.push(...times);
      measured.rates.push((load.count / (performance.now() - from)) * 1000);
      measured.cpu += (processorTime(pids) - cpu) / load.count / rounds;
      measured.faults += (minorFaults(pids) - faults) / load.count / rounds;
    }
  }
  return all;
};

const send = async (
  { instance, expected }: Turn,
  { connection, connections, count }: Load,
): Promise<number[]> => {
  const agent =
    connection === 'kept' ? new Agent({ keepAlive: true, maxSockets: connections }) : false;
  const url = `${instance.urls[0]}${expected.path}`;
  const times: number[] = [];
  let sent = 0;
  const sendNext = async () => {
    while (sent < count) {
      sent++;
      const started = performance.now();
      const answer = await request(url, agent);
      times.push(performance.now() - started);
      if (!isCorrect(answer, expected)) throw new Error(`${expected.path} was answered wrongly.`);
    }
  };
  try {
    await Promise.all(Array.from({ length: connections }, sendNext));
    return times;
  } finally {
    if (agent) agent.destroy();
  }
};
