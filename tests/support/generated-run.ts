/** Benchmark runs with generated samples. Never write them to the repository. */
import { createRandom } from '../../curation/verdicts/random.js';
import type { Samples, Series } from '../../curation/verdicts/recorded-run.js';

/** @returns reproducible samples, spread evenly by up to a share around a value. */
export const samplesAround = (value: number, { count = 40, spread = 0.05, seed = 1 } = {}) => {
  const random = createRandom(seed);
  return Array.from({ length: count }, () => value * (1 + spread * (2 * random() - 1)));
};

/** @returns the memory of 1 to 20 apps, with a fixed amount per app. */
export const memoryOf = (perApp: number): Pick<Series, 'samples' | 'apps'> => {
  const apps = [1, 2, 5, 10, 20, 1, 2, 5, 10, 20, 1, 2, 5, 10, 20];
  return {
    apps,
    samples: samplesAround(1, { count: apps.length }).map(
      (noise, index) => 30 + noise + perApp * (apps[index] ?? 0),
    ),
  };
};

/** @returns a run with these series. */
export const generateRun = (series: readonly Series[], over: Partial<Samples> = {}): Samples => ({
  id: '2036-01-05-generated',
  // After the rules of the dataset, which would not judge it otherwise.
  date: '2036-01-05T12:00:00.000Z',
  commit: '0123456789abcdef0123456789abcdef01234567',
  versions: { node: '20.0.0', spin: '4.0.0' },
  machine: {
    id: 'generated',
    cpu: 'Generated CPU',
    architecture: 'x64',
    cores: 2,
    memory_mib: 8192,
    page_bytes: 4096,
    system: 'Generated system',
    kernel: 'Generated kernel',
  },
  contenders: [
    { id: 'spin', name: 'Wasm on Spin' },
    { id: 'container', name: 'Node container' },
    { id: 'wasmtime', name: 'Wasm on wasmtime' },
  ],
  series: [...series],
  ...over,
});
