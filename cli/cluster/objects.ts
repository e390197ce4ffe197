/** Steps of which `kubectl` and `helm` can tell whether they are done. */
import { type Command, command, runQuietly } from './program.js';
import type { Step } from './step.js';
import { context } from './versions.js';

/** @returns a call of kubectl for this cluster, whatever the current context is */
export const kubectl = (line: string, ...more: readonly string[]): Command =>
  command(`kubectl --context ${context} ${line}`, ...more);

/**
 * @param source arguments that say which objects: `-f <file>`, `-k <directory>`
 * @param input the objects, where the source is standard input
 */
export const apply = (title: string, source: string, input?: string): Step => {
  const withInput = (call: Command) => (input === undefined ? call : { ...call, input });
  return {
    title,
    command: withInput(kubectl(`apply --server-side ${source}`)),
    isDone: async () => (await runQuietly(withInput(kubectl(`diff --server-side ${source}`)))).ok,
  };
};

/** @returns a step that waits until the API server has told of what is waited for */
export const wait = (title: string, line: string): Step => ({
  title,
  command: kubectl(line),
  onlyWaits: true,
});

interface Chart {
  readonly release: string;
  readonly chart: string;
  readonly version: string;
  readonly values?: string;
}

/** @returns a step that installs a chart into a namespace that is called as its release, and waits for its pods */
export const install = (title: string, { release, chart, version, values }: Chart): Step => ({
  title,
  command: command(
    `helm upgrade --install ${release} ${chart} --version ${version} --kube-context ${context}` +
      ` --namespace ${release} --create-namespace${values ? ` --set ${values}` : ''} --wait --timeout 5m`,
  ),
  isDone: async () => {
    const installed = await runQuietly(
      command(
        `helm list --kube-context ${context} --namespace ${release} --deployed --filter ^${release}$ --output json`,
      ),
    );
    const name = `${chart.split('/').at(-1)}-${version}`;
    return installed.ok && installed.stdout.includes(`"chart":"${name}"`);
  },
});
