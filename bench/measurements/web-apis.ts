import { type Measurement, record, skip } from '../context.js';
import { commonWebApis } from '../surface/web-apis.js';

/** Only what Node has is asked for, so that Node is the measure. */
const asked = commonWebApis.filter((name) => Reflect.get(globalThis, name) !== undefined);

/** The share of common web APIs that an engine has inside a component. */
export const webApis: Measurement = {
  id: 'web-apis',
  title: 'Common web APIs',
  kinds: [{ measurement: 'web-apis', conditions: {} }],
  // It asks components of its own, which are made and compiled first.
  notQuick: true,
  steps: ({ contenders }) => contenders.filter(({ lacking }) => lacking).length,
  run: async (context) => {
    for (const contender of context.contenders.filter(({ lacking }) => lacking)) {
      context.step(`Common web APIs: ${contender.title}`);
      try {
        const lacking = (await contender.lacking?.(asked, context.homeOf(contender))) ?? [];
        const samples = [(asked.length - lacking.length) / asked.length];
        const identity = { contender: contender.id, conditions: {} };
        record(context.run, { measurement: 'web-apis', ...identity, samples });
        if (lacking.length > 0) {
          skip(
            context.run,
            `${contender.title}: all common web APIs`,
            `It lacks ${lacking.join(', ')}.`,
          );
        }
      } catch (error) {
        skip(context.run, `${contender.title}: common web APIs`, error);
      }
    }
  },
};
