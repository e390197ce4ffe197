import type { Contender } from '../../../bench/contender.js';
import { type Effort, isOfKind, type Measurement, quickEffort } from '../../../bench/context.js';
import { homesIn, warmUp } from '../../../bench/prepare.js';
import { beginRun, type Run } from '../../../bench/recording/run.js';
import { cleanUp } from '../../../bench/workspace/clean-up.js';
import { Workspace } from '../../../bench/workspace/workspace.js';
import { createRandom } from '../../../curation/verdicts/random.js';
import { nameOf } from '../../../curation/verdicts/summary.js';

/**
 * Makes one measurement of contenders, as the command does.
 *
 * @throws Error where it records a series that is of none of the kinds it makes
 */
export const measure = async (
  measurement: Measurement,
  contenders: readonly Contender[],
  effort: Partial<Effort> = {},
): Promise<Run> => {
  const workspace = Workspace.create();
  const run = beginRun(contenders);
  try {
    const context = await warmUp({
      contenders,
      workspace,
      run,
      effort: { ...quickEffort, beside: {}, ...effort },
      random: createRandom(7),
      step: () => {},
      homeOf: homesIn(workspace),
    });
    await measurement.run(context);
  } finally {
    await cleanUp(workspace);
  }
  const odd = run.series.find(
    (series) => !measurement.makes.some((kind) => isOfKind(kind, series)),
  );
  if (odd) throw new Error(`${measurement.id} does not say that it makes ${nameOf(odd)}.`);
  return run;
};
