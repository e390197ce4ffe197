import { contenderName, type Run, samplesOf, seriesOf } from '../bench-run.js';
import type { Section } from './section.js';

/** For each file and environment: whether the tests passed, how many failed, or what the environment lacks. */
export const portabilitySection = (run: Run): Section => {
  const trials = [...new Set(seriesOf(run, 'tests-passed').map(({ contender }) => contender))];
  return {
    title: 'Portability',
    text: [
      'The same end-to-end tests run on each component file, unchanged, in every installed environment; “About this run” has the digests. No tests are skipped for any environment. Environments that lack an interface imported by a file do not count. One that serves the file and fails a test counts against the claim.',
    ],
    figures:
      trials.length === 0
        ? []
        : [
            {
              caption: 'Test results by file and environment',
              columns: ['file and environment', 'outcome', 'counts'],
              rows: trials.map((trial) => [contenderName(run, trial), ...outcomeOf(run, trial)]),
            },
          ],
  };
};

const outcomeOf = (run: Run, trial: string): [outcome: string, counts: string] => {
  const [passed] = samplesOf(run, 'tests-passed', trial);
  if (passed === 1) return ['passes', 'yes'];
  if (passed === 0) return [`fails ${samplesOf(run, 'tests-failed', trial)[0]}`, 'yes'];
  const lacks = seriesOf(run, 'tests-passed')
    .filter(({ contender }) => contender === trial)
    .map(({ conditions }) => conditions.lacks);
  return [`refuses: lacks ${lacks.join(', ')}`, 'no'];
};
