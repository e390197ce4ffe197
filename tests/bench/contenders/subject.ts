import type { Contender } from '../../../bench/contender.js';
import { launch } from '../../../bench/workspace/processes.js';
import { freePort } from '../../../lib/free-port.js';

export interface Costs {
  /** Milliseconds until it listens. */
  readonly delay?: number;
  /** MiB that it allocates. */
  readonly memory?: number;
  readonly answer?: string;
  readonly bytes?: number;
}

/** @returns a contender with known costs. */
export const subject = (
  id: string,
  { delay = 0, memory = 0, answer = '', bytes }: Costs,
): Contender => ({
  id,
  title: `Subject ${id}`,
  kind: 'floor',
  isolation: 'shared process',
  missing: () => undefined,
  version: () => process.version,
  start: async (options) => {
    const port = String(await freePort());
    return launch(
      [process.execPath, 'tests/bench/contenders/known-cost-server.js', port],
      [`http://127.0.0.1:${port}`],
      options,
      { DELAY: String(delay), MEMORY: String(memory), ANSWER: answer },
    );
  },
  ...(bytes === undefined ? {} : { artefacts: async () => [{ form: 'disk', bytes }] as const }),
});
