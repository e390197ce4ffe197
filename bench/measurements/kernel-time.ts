import { deflateSync } from 'node:zlib';
import { readDataset } from '../../curation/read-dataset.js';
import { shuffled } from '../../curation/verdicts/statistics.js';
import { type Context, type Measurement, record, skip } from '../context.js';
import {
  buildKernels,
  type Kernel,
  missingForKernels,
  players,
  runKernel,
} from '../kernels/kernels.js';

const kernels = ['inflate', 'intersect'] as const;

/** Rounds in which the players take turns, each with many passes. */
const rounds = 2;

/** Two kernels of the service, natively, in Wasm and in JavaScript; starting and compiling are not counted. */
export const kernelTime: Measurement = {
  id: 'kernel-time',
  title: 'Kernels of the service',
  kinds: [{ measurement: 'kernel-time', conditions: { kernel: kernels } }],
  steps: () => kernels.length,
  run: async (context) => {
    const missing = missingForKernels();
    if (missing) return skip(context.run, 'Kernels of the service', missing);
    try {
      await buildKernels(context.workspace);
    } catch (error) {
      return skip(context.run, 'Kernels of the service', error);
    }
    context.run.contenders.push(...players.map(({ id, title }) => ({ id, name: title })));
    for (const kernel of kernels) {
      context.step(`Kernel: ${kernel}`);
      try {
        await measure(kernel, context);
      } catch (error) {
        skip(context.run, `Kernel: ${kernel}`, error);
      }
    }
  },
};

const measure = async (kernel: Kernel, { run, workspace, random }: Context): Promise<void> => {
  const input = deflateSync(JSON.stringify(readDataset()), { level: 9 });
  const playing = players.filter((player) => player.kernels.includes(kernel));
  const samples = new Map(playing.map(({ id }): [string, number[]] => [id, []]));
  const checksums = new Set<number>();
  for (let round = 0; round < rounds; round++) {
    for (const player of shuffled(playing, random)) {
      const { checksum, milliseconds } = await runKernel(player, kernel, input, workspace);
      checksums.add(checksum);
      samples.get(player.id)?.push(...milliseconds);
    }
  }
  if (checksums.size !== 1) {
    throw new Error(`The results differ: ${[...checksums].join(', ')}. Expected one for all.`);
  }
  for (const [contender, taken] of samples) {
    record(run, { measurement: 'kernel-time', contender, conditions: { kernel }, samples: taken });
  }
};
