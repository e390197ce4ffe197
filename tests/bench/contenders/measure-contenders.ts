import { createRun, type Run } from '../../../bench/bench-run.js';
import type { Contender } from '../../../bench/contender.js';
import { type Effort, isOfKind, type Measurement, quickEffort } from '../../../bench/context.js';
import { homesIn, warmUp } from '../../../bench/prepare.js';
import { cleanUp } from '../../../bench/workspace/clean-up.js';
import { Workspace } from '../../../bench/workspace/workspace.js';
import { createRandom } from '../../../curation/verdicts/random.js';
import { seriesName } from '../../../curation/verdicts/summary.js';

/** Runs one measurement like `npm run bench`. @throws Error if it records an undeclared kind of series */
export const measure = async (
  measurement: Measurement,
  contenders: readonly Contender[],
  effort: Partial<Effort> = {},
): Promise<Run> => {
  const workspace = Workspace.create();
  const run = createRun(contenders);
  try {
    const context = await warmUp({
      contenders,
      workspace,
      run,
      effort: { ...quickEffort, secondary: {}, ...effort },
      random: createRandom(7),
      step: () => {},
      homeOf: homesIn(workspace),
    });
    await measurement.run(context);
  } finally {
    await cleanUp(workspace);
  }
  const undeclared = run.series.find(
    (series) => !measurement.kinds.some((kind) => isOfKind(kind, series)),
  );
  if (undeclared)
    throw new Error(`${measurement.id} does not declare the kind of ${seriesName(undeclared)}.`);
  return run;
};
