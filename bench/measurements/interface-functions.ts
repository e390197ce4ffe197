import { type Measurement, record, skip } from '../context.js';

/** Functions to call outside, each once: what a component imports, what a container may ask of the kernel. */
export const interfaceFunctions: Measurement = {
  id: 'interface-functions',
  title: 'Functions to call outside',
  kinds: [{ measurement: 'interface-functions', conditions: {} }],
  steps: ({ contenders }) => contenders.filter((one) => one.interfaceFunctions).length,
  run: async ({ contenders, workspace, run, step }) => {
    for (const contender of contenders.filter((one) => one.interfaceFunctions)) {
      step(`Functions to call outside: ${contender.title}`);
      try {
        const functions = (await contender.interfaceFunctions?.(workspace)) ?? [];
        record(run, {
          measurement: 'interface-functions',
          contender: contender.id,
          conditions: {},
          samples: [new Set(functions).size],
        });
      } catch (error) {
        skip(run, `${contender.title}: functions to call outside`, error);
      }
    }
  },
};
