/** The distinct system calls that a contender's processes make under the end-to-end tests. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isNamed } from '../../curation/verdicts/contenders.js';
import { runSuite } from '../../harness/suite.js';
import { findProgram } from '../../lib/programs.js';
import { firstAnswer } from '../answers.js';
import type { Contender } from '../contender.js';
import {
  type Context,
  distinctWhenStarting,
  distinctWhenWarm,
  expectationOf,
  type Measurement,
  record,
  skip,
} from '../context.js';
import { commandOf } from '../workspace/processes.js';
import { runVariable } from '../workspace/workspace.js';

/** Contenders that serve the whole dataset, each in a process of its own kind. */
const traced = (context: Context): readonly Contender[] => {
  const starting = new Set(distinctWhenStarting(context));
  return distinctWhenWarm(context).filter(
    (one) =>
      starting.has(one) && isNamed(one.id) && one.kind === 'service' && one.hasStore !== false,
  );
};

/** Programs that only start the container. */
const starters: readonly string[] = ['runc', 'taskset'];

export const systemCallsMade: Measurement = {
  id: 'system-calls',
  title: 'System calls made',
  kinds: [{ measurement: 'system-calls', conditions: {} }],
  notQuick: true,
  steps: (context) => traced(context).length,
  run: async (context) => {
    if (!findProgram('strace')) {
      return skip(
        context.run,
        'System calls made',
        'Install strace (Debian: apt-get install strace)',
      );
    }
    for (const contender of traced(context)) {
      context.step(`System calls under test: ${contender.title}`);
      try {
        const samples = [(await callsOf(contender, context)).size];
        record(context.run, {
          measurement: 'system-calls',
          contender: contender.id,
          conditions: {},
          samples,
        });
      } catch (error) {
        skip(context.run, `${contender.title}: system calls made`, error);
      }
    }
  },
};

/** Traces from the first answer on, so that starting is left out on either side. */
const callsOf = async (contender: Contender, context: Context): Promise<Set<string>> => {
  const { workspace } = context;
  const home = context.homeOf(contender);
  const instance = await contender.start({ ...home, state: workspace.newDirectory() });
  try {
    await firstAnswer(instance, expectationOf(contender, context));
    const pids = instance.pids().filter((pid) => !starters.includes(commandOf(pid)));
    const directory = workspace.newDirectory();
    const log = join(directory, 'calls');
    const tracer = spawn(
      'strace',
      ['-f', '-q', '-o', log, ...pids.flatMap((pid) => ['-p', String(pid)])],
      { stdio: 'ignore', env: { PATH: process.env.PATH, [runVariable]: workspace.name } },
    );
    const ended = once(tracer, 'close');
    try {
      const env = { [runVariable]: workspace.name };
      const [url = ''] = instance.urls;
      const { passed } = await runSuite('brief', url, undefined, [], { directory, env });
      if (passed === 0) throw new Error('No end-to-end test passed while it was traced.');
    } finally {
      tracer.kill('SIGINT');
      await ended;
    }
    return namesIn(readFileSync(log, 'latin1'));
  } finally {
    await instance.stop();
  }
};

/** @returns the names of calls in the output of strace. */
export const namesIn = (log: string): Set<string> =>
  new Set(
    [...log.matchAll(/^\d+\s+(?:<\.\.\. )?(\w+)(?:\(| resumed)/gm)].map(([, name = '']) => name),
  );
