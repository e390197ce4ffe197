import { type Measurement, record, skip } from '../context.js';

/** Packages in each artefact, each once. */
export const packages: Measurement = {
  id: 'packages',
  title: 'Packages in the artefact',
  kinds: [{ measurement: 'packages', conditions: {} }],
  steps: ({ contenders }) => contenders.filter((one) => one.packages).length,
  run: async ({ contenders, workspace, run, step }) => {
    skip(
      run,
      'Known vulnerabilities',
      'The bench has no scanner that knows both artefacts without asking a database in the Internet. Scan the output of `npm sbom --sbom-format cyclonedx` and dist/container/image with yours.',
    );
    for (const contender of contenders.filter((one) => one.packages)) {
      step(`Packages: ${contender.title}`);
      try {
        const found = (await contender.packages?.(workspace)) ?? [];
        record(run, {
          measurement: 'packages',
          contender: contender.id,
          conditions: {},
          samples: [new Set(found).size],
        });
      } catch (error) {
        skip(run, `${contender.title}: packages`, error);
      }
    }
  },
};
