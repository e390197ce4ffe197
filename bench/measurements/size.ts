import { type Context, type Measurement, record, skip } from '../context.js';

const sized = ({ contenders }: Context) => contenders.filter(({ artefacts }) => artefacts);

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
  steps: (context) => sized(context).length,
  run: async (context) => {
    const { workspace, run, effort, step } = context;
    if (!effort.costlyArtefacts) {
      const what = 'Sizes by zstd, and with compiled code';
      skip(run, what, 'Take too long for --quick. Run without it.');
    }
    for (const contender of sized(context)) {
      step(`Size: ${contender.title}`);
      const artefacts = [
        ...((await contender.artefacts?.(workspace)) ?? []),
        ...((effort.costlyArtefacts && (await contender.costlyArtefacts?.(workspace))) || []),
      ];
      for (const { form, bytes } of artefacts) {
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
