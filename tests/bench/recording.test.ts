/** Records generated runs in a temporary copy of the dataset. */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { recordRun } from '../../bench/recording/record-run.js';
import { loadFiles } from '../../curation/checks/check-files.js';
import { dataFolder, readDataset } from '../../curation/read-dataset.js';
import { validateContent } from '../../curation/validate.js';
import type { Samples, Series } from '../../curation/verdicts/recorded-run.js';
import { temporaryDirectory } from '../../lib/temporary-directory.js';
import { generateRun, samplesAround } from '../support/generated-run.js';

let root: string;
let data: string;
beforeEach(() => {
  root = temporaryDirectory();
  data = join(root, 'data');
  cpSync(dataFolder, data, { recursive: true });
  rmSync(join(data, 'measurements'), { recursive: true, force: true });
});

const starts = (contender: string, value: number, count = 30): Series => ({
  measurement: 'process-start',
  contender,
  conditions: { cache: 'warm' },
  samples: samplesAround(value, { count }),
});
const usual = [starts('spin', 40), starts('container', 80)];

/** Writes a finished run. @returns its folder */
const finish = (over: Partial<Samples> = {}, series = usual): string => {
  const folder = join(root, 'bench');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'samples.json'), JSON.stringify(generateRun(series, over)));
  return folder;
};
const claim = (id: string) => readDataset(data).claims.find((one) => one.id === id);

describe('recording a run', () => {
  it('adds findings to claims, and leaves the dataset valid', () => {
    const { folder, written } = recordRun(finish(), data);
    expect(written).toBe(true);
    expect(JSON.parse(readFileSync(join(folder, 'samples.json'), 'utf8'))).toEqual(
      generateRun(usual),
    );
    expect(validateContent(loadFiles(data).files)).toEqual([]);
    const [machine] = claim('faster-startup')?.measurements ?? [];
    expect(machine?.findings).toMatchObject([
      { rule: 'process', outcome: 'supported', run: '2036-01-05-generated' },
      { rule: 'pod', outcome: 'undecided', text: 'Not measured.' },
      { rule: 'process-from-disk', outcome: 'undecided', text: 'Not measured.' },
    ]);
    expect(claim('image-size')?.judgement?.text).toBe('Nothing has been measured yet.');
  });

  it('writes plots, and the generated region of the README', () => {
    const marks = ['<!-- measured: made by npm run bench:record -->', '<!-- end of measured -->'];
    const readme = join(root, 'README.md');
    writeFileSync(readme, `# Title\n\n${marks.join('\n')}\n\nThe rest.\n`);
    const { folder } = recordRun(finish(), data);
    const svg = readFileSync(join(folder, '..', 'cold-start.svg'), 'utf8');
    expect(svg).toMatch(/^<svg xmlns=.*Wasm on Spin: [\d.]+ ms \(.*Node container: [\d.]+ ms \(/s);
    expect(existsSync(join(folder, '..', 'memory.svg'))).toBe(false);
    expect(readFileSync(readme, 'utf8')).toMatch(
      /^# Title\n\n<!--.*-->\n.*!\[From process start.*\]\(data\/measurements\/cold-start\.svg\)\n\n\*\*From process .*Node container: [\d.]+ ms.*<!-- end of measured -->\n\nThe rest\.\n$/s,
    );
  });

  it('is idempotent', () => {
    const folder = finish();
    recordRun(folder, data);
    const again = recordRun(folder, data);
    expect(again.written).toBe(false);
    expect(recordRun(again.folder, data)).toEqual(again);
  });

  it('recomputes the summary of a recorded run when a rule has changed', () => {
    const { folder } = recordRun(finish(), data);
    const file = join(data, 'claims.json');
    const before = claim('faster-startup')?.measurements?.[0]?.findings[0]?.result?.value ?? 0;
    const claims = readFileSync(file, 'utf8');
    writeFileSync(file, claims.replaceAll('baseline per contender', 'contender per baseline'));
    expect(recordRun(folder, data).written).toBe(true);
    const after = claim('faster-startup')?.measurements?.[0]?.findings[0]?.result?.value ?? 0;
    expect(before * after).toBeCloseTo(1);
  });

  it.each<[string, string, () => string]>([
    ['of uncommitted changes', 'Commit them', () => finish({ commit: `${'a'.repeat(40)}-dirty` })],
    [
      'with too few starts',
      'process-start of spin (cache warm): 29',
      () => finish({}, [starts('spin', 40, 29), starts('container', 80)]),
    ],
    ['that does not exist', 'npm run bench', () => join(root, 'nowhere')],
    [
      'that is invalid',
      'at machine.cores',
      () => finish({ machine: { ...generateRun([]).machine, cores: 0 } }),
    ],
  ])('refuses a run %s', (_what, message, prepare) => {
    expect(() => recordRun(prepare(), data)).toThrow(message);
    expect(existsSync(join(data, 'measurements'))).toBe(false);
  });

  it('is a command that prints the verdicts and the next step, and exits with 1 if it refuses', () => {
    const run = (...args: string[]) =>
      spawnSync(
        process.execPath,
        ['--import', 'tsx', 'bench/recording/main.ts', '--data', data, ...args],
        {
          encoding: 'utf8',
        },
      );
    const done = run(finish());
    expect(done.stdout).toMatch(/faster-startup: supported\..*Next: npm run data:release/s);
    expect(done.status).toBe(0);
    const refused = run(join(root, 'nowhere'));
    expect(refused.stderr).toMatch(/Pass the folder of a finished run/);
    expect(refused.status).toBe(1);
  }, 30_000);
});
