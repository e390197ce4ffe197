/** Steps that run `kubectl` and `helm`. */
import { type Command, command, runQuietly } from './program.js';
import type { Step } from './step.js';
import { context } from './versions.js';

/** @returns a kubectl command for this cluster, whatever the current context is. */
export const kubectl = (line: string, ...more: readonly string[]): Command =>
  command(`kubectl --context ${context} ${line}`, ...more);

/**
 * @param source the objects: `-f <file>`, `-k <directory>`, or `-f -` with `input`
 */
export const apply = (title: string, source: string, input?: string): Step => {
  const withInput = (call: Command) => (input === undefined ? call : { ...call, input });
  return {
    title,
    command: withInput(kubectl(`apply --server-side ${source}`)),
    isDone: async () => (await runQuietly(withInput(kubectl(`diff --server-side ${source}`)))).ok,
  };
};

/** @returns a step that waits for a condition in the cluster. */
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

/** @returns a step that installs a chart into a namespace with the name of the release, and waits for its pods. */
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
