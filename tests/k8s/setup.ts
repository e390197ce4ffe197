import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { missingPrograms, startControlPlane } from '../../harness/control-plane/control-plane.js';
import { kubectlFor, output } from '../../harness/control-plane/kubectl.js';
import { missingForOperator, startOperator } from '../../harness/control-plane/operator.js';
import { definitionDirectories, moduleDirectory } from '../../harness/control-plane/schemas.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** The kubeconfig of the shared control plane; undefined if its programs are missing. */
    kubeconfig: string | undefined;
  }
}

// Unlike --for=condition, this also waits for CRDs without conditions.
const established = '{.status.conditions[?(@.type=="Established")].status}';

/** Starts one control plane for all tests, with all CRDs and SpinKube's operator. */
const setup = async (project: TestProject): Promise<(() => Promise<void>) | undefined> => {
  if (missingPrograms.length > 0) {
    project.provide('kubeconfig', undefined);
    return undefined;
  }
  const plane = await startControlPlane();
  try {
    const kubectl = kubectlFor(plane.kubeconfig);
    const directories = definitionDirectories().flatMap((path) => ['-f', path]);
    const names = output(
      await kubectl(['apply', '--server-side', '--output=name', ...directories]),
    );
    const definitions = names.split('\n').filter((name) => name.startsWith('customresource'));
    output(
      await kubectl([
        'wait',
        `--for=jsonpath=${established}=True`,
        ...definitions,
        '--timeout=110s',
      ]),
    );
    const runtimeClass = join(
      moduleDirectory('spinkube'),
      'config/samples/spin-runtime-class.yaml',
    );
    output(
      await kubectl(['apply', '--server-side', '-f', '-'], readFileSync(runtimeClass, 'utf8')),
    );

    const operator = missingForOperator.length > 0 ? undefined : await startOperator(plane);
    project.provide('kubeconfig', plane.kubeconfig);
    return async () => {
      await operator?.stop();
      await plane.stop();
    };
  } catch (error) {
    await plane.stop();
    throw error;
  }
};

export default setup;
