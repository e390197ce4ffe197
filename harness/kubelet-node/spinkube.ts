import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { V1CustomResourceDefinition } from '@kubernetes/client-node';
import type { Running } from '../control-plane/child-process.js';
import { Cluster } from '../control-plane/cluster.js';
import type { ControlPlane } from '../control-plane/control-plane.js';
import { output } from '../control-plane/kubectl.js';
import { startOperator } from '../control-plane/operator.js';
import { moduleDirectory } from '../control-plane/schemas.js';
import { addresses, type Sandbox } from './sandbox.js';

/**
 * Installs SpinKube as its project describes: the definitions of its kinds, its runtime class, its operator.
 *
 * @param sandbox that the operator runs in
 * @returns the operator
 */
export const startSpinKube = async (sandbox: Sandbox, plane: ControlPlane): Promise<Running> => {
  const cluster = new Cluster(plane.kubeconfig);
  const config = join(moduleDirectory('spinkube'), 'config');
  output(await cluster.kubectl(['apply', '--server-side', '-f', join(config, 'crd/bases')]));
  for (const kind of ['spinapps', 'spinappexecutors']) {
    await cluster.until<V1CustomResourceDefinition>(
      '/apis/apiextensions.k8s.io/v1/customresourcedefinitions',
      ({ metadata, status }) =>
        metadata?.name === `${kind}.core.spinkube.dev` &&
        (status?.conditions?.some((one) => one.type === 'Established' && one.status === 'True') ??
          false),
    );
  }
  const runtimeClass = readFileSync(join(config, 'samples/spin-runtime-class.yaml'), 'utf8');
  output(await cluster.kubectl(['apply', '--server-side', '-f-'], runtimeClass));
  return startOperator(plane, sandbox.enter, addresses.node);
};
