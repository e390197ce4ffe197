/** Before measuring: finds the contenders that work, and fills their data and caches. */
import { expectedList, firstAnswer } from './answers.js';
import type { Run } from './bench-run.js';
import type { Contender, StartOptions } from './contender.js';
import { type Context, expectationOf, skip } from './context.js';
import type { Workspace } from './workspace/workspace.js';

type Home = Pick<StartOptions, 'workspace' | 'state' | 'compileCache'>;

/** @returns a function that gives each contender directories for the whole run. */
export const homesIn = (workspace: Workspace): Context['homeOf'] => {
  const homes = new Map<string, Home>();
  const { compileCache } = workspace;
  return ({ id }) => {
    const home = homes.get(id) ?? { workspace, state: workspace.newDirectory(), compileCache };
    homes.set(id, home);
    return home;
  };
};

/** Splits contenders into those that can run here, and those with something missing. */
export const available = (
  contenders: readonly Contender[],
): {
  readonly present: Contender[];
  readonly absent: { readonly contender: Contender; readonly because: string }[];
} => {
  const looked = contenders.map((contender) => ({ contender, because: contender.missing() }));
  return {
    present: looked.filter(({ because }) => !because).map(({ contender }) => contender),
    absent: looked.flatMap(({ contender, because }) => (because ? [{ contender, because }] : [])),
  };
};

/** Records what is measured; components may only exist once they are prepared. */
const noteDigests = ({ id, digests }: Contender, run: Run): void => {
  for (const [name, digest] of Object.entries(digests?.() ?? {})) {
    run.versions[`${id}-${name}`] = digest;
  }
};

/**
 * Starts each contender once, to fill its data and the page cache.
 *
 * @returns the context with the contenders that answered correctly; the others are recorded as skipped
 */
export const warmUp = async (context: Omit<Context, 'list'>): Promise<Context> => {
  const complete: Context = { ...context, list: await expectedList() };
  const working: Contender[] = [];
  for (const contender of context.contenders) {
    context.step(`Preparing: ${contender.title}`);
    try {
      await contender.prepare?.(context.workspace);
      const instance = await contender.start(context.homeOf(contender));
      try {
        await firstAnswer(instance, expectationOf(contender, complete));
      } finally {
        await instance.stop();
      }
      working.push(contender);
      noteDigests(contender, context.run);
    } catch (error) {
      skip(context.run, contender.title, error);
    }
  }
  return { ...complete, contenders: working };
};
