/** An environment that serves a file and fails a test counts; one that lacks an imported interface does not. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it } from 'vitest';
import { seriesOf } from '../../bench/bench-run.js';
import { createTestsPassed } from '../../bench/measurements/tests-passed.js';
import { portabilitySection } from '../../bench/report/portability-section.js';
import { localHost } from '../../harness/local-host.js';
import type { Runtime } from '../../harness/runtime.js';
import type { Installed } from '../../lib/programs.js';
import { measure } from './contenders/measure-contenders.js';

const file = 'dist/takeaways.wasm';

const environment = (
  id: string,
  start: Runtime['start'],
  installed: readonly Installed[] = [{ program: id, version: '1.0.0' }],
): Runtime => ({
  ...localHost,
  id,
  name: id,
  remedy: 'Get it.',
  installed: () => installed,
  start,
});

const refusing = (id: string, because: string, installed?: readonly Installed[]) =>
  environment(id, () => Promise.reject(new Error(because)), installed);

const wrong = environment('wrong', async () => {
  const server = createServer((_, response) => response.end('{}')).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    stop: () => new Promise((resolve) => server.close(resolve)),
  };
});

it('each file passes, fails or is refused in each environment', async () => {
  const run = await measure(
    createTestsPassed(
      [
        environment('right', localHost.start),
        wrong,
        refusing('poor', 'The component imports `fermyon:spin/key-value@2.0.0`, not found here.'),
        refusing('newer', 'The component imports `fermyon:spin/key-value@3.0.0`, not found here.'),
        refusing('full', 'Linked fermyon:spin/key-value@2.0.0.\nThe disk is full.', [
          { program: 'full', version: '1.0.0' },
          { program: 'full', version: '0.9.0' },
        ]),
        environment('absent', wrong.start, []),
        { ...wrong, name: 'slow', isSlow: true },
        { ...wrong, name: 'elsewhere', services: [{ engine: 'V8', file: 'dist/another.wasm' }] },
      ],
      [file, 'dist/no-such-file.wasm'],
    ),
    [],
  );
  const trial = (id: string) => `takeaways-on-${id}-1-0-0`;
  expect(
    seriesOf(run, 'tests-passed').map(({ contender, conditions, samples }) => [
      contender,
      conditions,
      samples,
    ]),
  ).toEqual([
    [trial('right'), {}, [1]],
    [trial('wrong'), {}, [0]],
    [trial('poor'), { lacks: 'fermyon:spin/key-value@2.0.0' }, [0]],
    [trial('newer'), {}, [0]],
    [trial('full'), {}, [0]],
  ]);
  expect(portabilitySection(run).figures[0]?.rows).toEqual([
    ['takeaways.wasm on right 1.0.0', 'passes', 'yes'],
    ['takeaways.wasm on wrong 1.0.0', expect.stringMatching(/^fails \d+$/), 'yes'],
    ['takeaways.wasm on poor 1.0.0', 'refuses: lacks fermyon:spin/key-value@2.0.0', 'no'],
    ['takeaways.wasm on newer 1.0.0', 'fails 1', 'yes'],
    ['takeaways.wasm on full 1.0.0', 'fails 1', 'yes'],
  ]);
  expect(run.skipped.map(({ what, because }) => `${what}. ${because}`)).toEqual([
    'Tests in absent. Not installed. Get it.',
    'Tests of takeaways.wasm on full 0.9.0. Takes too long for --quick. Run without it.',
    'Tests of takeaways.wasm on slow 1.0.0. Takes too long for --quick. Run without it.',
    'Tests of takeaways.wasm on elsewhere 1.0.0. Takes too long for --quick. Run without it.',
    'Tests of dist/no-such-file.wasm. The file does not exist. Run: npm run build',
    expect.stringMatching(/^Success of takeaways.wasm on wrong 1.0.0. \d+ of \d+ tests failed; /),
    'takeaways.wasm on poor 1.0.0. The environment lacks fermyon:spin/key-value@2.0.0, which the file imports.',
    expect.stringMatching(/^Success of .* newer 1.0.0. 1 of 1 tests failed; the first: .*@3\.0\.0/),
    expect.stringMatching(/^Success of .* full 1.0.0. 1 of 1 tests failed; the first: Linked/),
  ]);
  expect(run.versions.takeaways).toMatch(/^sha256:[0-9a-f]{64}$/);
});
