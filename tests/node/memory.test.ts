/** The policy for memory reaches Spin in a pod: what it keeps after many requests at once is what it is told to keep. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { memoryOf } from '../../bench/kubernetes/pod-memory.js';
import { kubectlFor, output } from '../../harness/control-plane/kubectl.js';
import { nativePolicy } from '../../harness/control-plane/native-policy.js';
import { Deployed } from '../../harness/kubelet-node/deployed.js';
import { missingForNode, type Node, startNode } from '../../harness/kubelet-node/kubelet-node.js';
import { token } from '../support/publishing.js';
import { quickJs, skipped } from './apps.js';

const missing = [...missingForNode, ...quickJs.missing];
const variable = 'SPIN_WASMTIME_LINEAR_MEMORY_KEEP_RESIDENT';
const policy = readFileSync('k8s/memory/mutatingpolicy.yaml', 'utf8');
const connections = 16;
const requests = 40;

describe.skipIf(missing.length > 0)(
  `The memory that Spin keeps in a pod${skipped(missing)}`,
  () => {
    let node: Node;
    const apply = async (objects: readonly object[]) => {
      const list = JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects });
      return output(await kubectlFor(node.kubeconfig)(['apply', '--server-side', '-f-'], list));
    };
    /** @returns what the policy would set on a pod of the shim. */
    const setByPolicy = async (): Promise<string> => {
      const pod = {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'tried', namespace: 'takeaways-tried' },
        spec: { runtimeClassName: 'wasmtime-spin-v2', containers: [{ name: 'app', image: 'app' }] },
      };
      const args = ['create', '--dry-run=server', '-f-', '-o=jsonpath={..env[0].value}'];
      return output(await kubectlFor(node.kubeconfig)(args, JSON.stringify(pod)));
    };

    beforeAll(async () => {
      node = await startNode();
      await quickJs.push(node);
      const metadata = { name: 'takeaways-tried' };
      await apply([{ apiVersion: 'v1', kind: 'Namespace', metadata }]);
    });
    afterAll(() => node.stop());

    /** @returns MiB of a pod that was told to keep so many bytes, after requests at once */
    const memoryAfter = async (bytes: number): Promise<number> => {
      await apply(nativePolicy(policy.replace("value: '0'", `value: '${bytes}'`)));
      // The API server activates a policy some time after storing it, without an event.
      await vi.waitFor(async () => expect(await setByPolicy()).toBe(`${bytes}`), 30_000);
      const app = await Deployed.from(quickJs.overlay, { kubeconfig: node.kubeconfig, token });
      try {
        const pods = await app.pods();
        expect(pods[0]?.spec?.containers[0]?.env).toContainEqual({
          name: variable,
          value: `${bytes}`,
        });
        const [url] = await app.podUrls();
        const ask = async () => {
          for (let n = 0; n < requests; n++) {
            const response = await fetch(`${url}/v1/takeaways`);
            expect(response.status).toBe(200);
            await response.text();
          }
        };
        await Promise.all(Array.from({ length: connections }, ask));
        return memoryOf(pods)?.pss ?? Number.NaN;
      } finally {
        await app.remove();
      }
    };

    it('is as much as the policy says', async () => {
      const mebibyte = 2 ** 20;
      const [little, much] = [await memoryAfter(0), await memoryAfter(32 * mebibyte)];
      console.log(`${little.toFixed(0)} MiB with 0, ${much.toFixed(0)} MiB with 32 MiB`);
      expect(much - little).toBeGreaterThan(2 * connections);
    });
  },
);
