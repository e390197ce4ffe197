import { type Measurement, record } from '../context.js';

/** Bytes of each form; only the same forms are compared. */
export const size: Measurement = {
  id: 'size',
  title: 'Size',
  kinds: [
    {
      measurement: 'size',
      conditions: { form: ['registry', 'registry-gzip', 'registry-zstd', 'disk', 'ready'] },
    },
  ],
  steps: ({ contenders }) => contenders.filter(({ artefacts }) => artefacts).length,
  run: async ({ contenders, workspace, run, step }) => {
    for (const contender of contenders.filter(({ artefacts }) => artefacts)) {
      step(`Size: ${contender.title}`);
      for (const { form, bytes } of (await contender.artefacts?.(workspace)) ?? []) {
        record(run, {
          measurement: 'size',
          contender: contender.id,
          conditions: { form },
          samples: [bytes],
        });
      }
    }
  },
};
