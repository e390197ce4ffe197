/** What a process start, and the memory of a process, consist of. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findProgram } from '../../lib/programs.js';
import { type MemoryParts, memoryPartsOf } from '../anatomy/memory-parts.js';
import { lastPart, type Phase, phasesIn, startMarks, tracedCalls } from '../anatomy/start-marks.js';
import { firstAnswer } from '../answers.js';
import type { Contender } from '../contender.js';
import { type Context, expectationOf, type Measurement, record, skip } from '../context.js';

const parts = [
  ...new Set(Object.values(startMarks).flatMap((marks) => marks.map(({ part }) => part))),
  lastPart,
];
const memoryParts = [
  ...['compiled', 'guest', 'heap', 'anonymous', 'program'],
  ...['shim', 'zygote', 'pause'],
];
const sharing = ['private', 'shared'];

const dissected = ({ contenders }: Context) => contenders.filter(({ id }) => startMarks[id]);

export const anatomy: Measurement = {
  id: 'anatomy',
  title: 'Anatomy of a start',
  kinds: [
    { measurement: 'start-part', conditions: { of: ['process'], part: parts } },
    { measurement: 'memory-part', conditions: { of: ['process', 'pod'], part: memoryParts } },
    { measurement: 'memory-part', conditions: { of: ['pod-sharing'], part: sharing } },
  ],
  steps: (context) => context.effort.dissections,
  run: async (context) => {
    if (!findProgram('strace')) {
      skip(context.run, 'Anatomy of a start', 'Install strace (Debian: apt-get install strace)');
      return;
    }
    const taken = new Map(
      dissected(context).map((one) => [
        one,
        { phases: [] as Phase[][], memory: [] as MemoryParts[] },
      ]),
    );
    for (let round = 0; round < context.effort.dissections; round++) {
      context.step(`Anatomy of a start: round ${round + 1}`);
      for (const [contender, { phases, memory }] of taken) {
        try {
          phases.push(await traceStart(contender, context));
          memory.push(await readParts(contender, context));
        } catch (error) {
          taken.delete(contender);
          skip(context.run, `${contender.title}: anatomy of a start`, error);
        }
      }
    }
    for (const [{ id }, { phases, memory }] of taken) {
      recordStartParts(context.run, id, 'process', phases);
      recordMemoryParts(context.run, id, 'process', memory);
    }
  },
};

/** Adds a series for each part; a start may come to the same part several times. */
export const recordStartParts = (
  run: Context['run'],
  contender: string,
  of: 'process' | 'pod',
  starts: readonly (readonly Phase[])[],
): void => {
  for (const part of new Set(starts.flat().map((one) => one.part))) {
    const samples = starts.map((phases) =>
      phases
        .filter((one) => one.part === part)
        .reduce((sum, { milliseconds }) => sum + milliseconds, 0),
    );
    record(run, { measurement: 'start-part', contender, conditions: { of, part }, samples });
  }
};

/** Adds a series for each part. */
export const recordMemoryParts = (
  run: Context['run'],
  contender: string,
  of: 'process' | 'pod' | 'pod-sharing',
  readings: readonly MemoryParts[],
): void => {
  for (const part of [...memoryParts, ...sharing]) {
    const samples = readings.flatMap((one) => (one[part] === undefined ? [] : [one[part]]));
    record(run, { measurement: 'memory-part', contender, conditions: { of, part }, samples });
  }
};

/** Only the traced calls stop the process, so that tracing costs little. */
const traceStart = async (contender: Contender, context: Context): Promise<Phase[]> => {
  const log = join(context.workspace.newDirectory(), 'calls');
  const trace = [
    'strace',
    '-f',
    '--seccomp-bpf',
    '-ttt',
    '-q',
    '-e',
    `trace=${tracedCalls}`,
    '-o',
    log,
  ];
  const instance = await contender.start({ ...context.homeOf(contender), trace });
  try {
    await firstAnswer(instance, expectationOf(contender, context));
    const answered = (performance.timeOrigin + performance.now()) / 1000;
    return phasesIn(readFileSync(log, 'latin1'), startMarks[contender.id] ?? [], answered);
  } finally {
    await instance.stop();
  }
};

/** After the first answer, without a tracer. */
const readParts = async (contender: Contender, context: Context): Promise<MemoryParts> => {
  const instance = await contender.start(context.homeOf(contender));
  try {
    await firstAnswer(instance, expectationOf(contender, context));
    return memoryPartsOf(instance.pids());
  } finally {
    await instance.stop();
  }
};
