import { contenderName, type Run, samplesOf, seriesOf } from '../bench-run.js';
import type { Section } from './section.js';

/** Each file in each environment: whether it passes, how many tests fail, or what the environment lacks. */
export const portabilitySection = (run: Run): Section => {
  const trials = [...new Set(seriesOf(run, 'tests-passed').map(({ contender }) => contender))];
  return {
    title: 'Portability',
    text: [
      'Each component file, as it was built (its digest is below, in “About this run”), is put to the same end-to-end tests in every environment that is here, and no test is excepted for any. An environment that refuses a file because it lacks an interface that the file imports is not among those that the claim’s rule counts. One that serves it, and fails a test, counts against the claim, whichever file it is.',
    ],
    figures:
      trials.length === 0
        ? []
        : [
            {
              caption: 'The same files in every environment',
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
