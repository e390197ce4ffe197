/** Measurements that count the distinct names a contender lists. */
import type { Conditions } from '../bench-run.js';
import type { Contender } from '../contender.js';
import { type Measurement, record, skip } from '../context.js';
import type { Workspace } from '../workspace/workspace.js';

type List = (workspace: Workspace) => Promise<readonly string[]>;

const countNames = (
  id: 'interface-functions' | 'packages',
  title: string,
  listOf: (contender: Contender) => List | undefined,
  conditions: Conditions = {},
): Measurement => ({
  id,
  title,
  kinds: [
    {
      measurement: id,
      conditions: Object.fromEntries(
        Object.entries(conditions).map(([name, one]) => [name, [one]]),
      ),
    },
  ],
  steps: ({ contenders }) => contenders.filter(listOf).length,
  run: async ({ contenders, workspace, run, step }) => {
    for (const contender of contenders) {
      const list = listOf(contender);
      if (!list) continue;
      step(`${title}: ${contender.title}`);
      try {
        const samples = [new Set(await list(workspace)).size];
        record(run, { measurement: id, contender: contender.id, conditions, samples });
      } catch (error) {
        skip(run, `${contender.title}: ${title.toLowerCase()}`, error);
      }
    }
  },
});

const countFunctions = countNames(
  'interface-functions',
  'Host functions',
  ({ interfaceFunctions }) => interfaceFunctions,
);

const countUnderProfile = countNames(
  'interface-functions',
  'System calls under the default profile',
  ({ callsUnderDefaultProfile }) => callsUnderDefaultProfile,
  { profile: 'runtime-default' },
);

/** Functions that a component imports, or system calls that a container may make, with and without a profile. */
export const interfaceFunctions: Measurement = {
  ...countFunctions,
  kinds: [...countFunctions.kinds, ...countUnderProfile.kinds],
  steps: (context) => countFunctions.steps(context) + countUnderProfile.steps(context),
  run: async (context) => {
    await countFunctions.run(context);
    await countUnderProfile.run(context);
  },
};

const countPackages = countNames(
  'packages',
  'Packages in the artefact',
  ({ packages }) => packages,
);

export const packages: Measurement = {
  ...countPackages,
  run: async (context) => {
    skip(
      context.run,
      'Known vulnerabilities',
      'The bench has no offline scanner for both artefacts. Scan the bill of materials (npm sbom --sbom-format cyclonedx) and dist/container/image with your own.',
    );
    await countPackages.run(context);
  },
};
