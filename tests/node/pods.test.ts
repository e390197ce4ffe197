import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { promisify } from 'node:util';
import type { V1Pod } from '@kubernetes/client-node';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { pidsOf } from '../../bench/kubernetes/pod-memory.js';
import { mixing } from '../../harness/control-plane/overlays.js';
import { Deployed } from '../../harness/kubelet-node/deployed.js';
import {
  missingForNode,
  missingForSpin,
  type Node,
  startNode,
} from '../../harness/kubelet-node/kubelet-node.js';
import { addresses } from '../../harness/kubelet-node/sandbox.js';
import { RedisProcess, redisVersion } from '../../harness/redis.js';
import { runSuite } from '../../harness/suite.js';
import { readVersion } from '../../lib/package.js';
import { publishRenamed, token } from '../support/publishing.js';

const skipped = (missing: readonly string[]): string =>
  missing.length > 0 ? ` (SKIPPED: missing ${missing.join(', ')})` : '';

const image = 'dist/container/image';
const missingImage = existsSync(image) ? [] : [`${image} (npm run build:container)`];
const missingRedis = redisVersion ? [] : ['redis-server (apt-get install redis-server)'];
/** @returns the names of a pod's processes. */
const programsOf = (pod: V1Pod | undefined): string[] =>
  (pod ? pidsOf(pod) : []).map((pid) =>
    basename(readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')[0] ?? ''),
  );

/** @returns how often each pod's container was restarted. */
const restartsOf = async (app: Deployed): Promise<(number | undefined)[]> =>
  (await app.pods()).map(({ status }) => status?.containerStatuses?.[0]?.restartCount);

describe.skipIf(missingForNode.length > 0)(
  `On a node that runs pods${skipped(missingForNode)}`,
  () => {
    let node: Node;
    beforeAll(async () => {
      node = await startNode();
    });
    afterAll(() => node.stop());

    describe.skipIf(missingImage.length > 0)(
      `the container for Node${skipped(missingImage)}`,
      () => {
        let app: Deployed;
        beforeAll(async () => {
          await node.registry.push(image, `takeaways-container:${readVersion()}`);
          app = await Deployed.from('bench-container', { kubeconfig: node.kubeconfig, token });
        });
        afterAll(() => app.remove());

        it('passes the end-to-end suite through its Service', async () => {
          const { passed, failed } = await runSuite('e2e', await app.url());
          expect(failed).toEqual([]);
          expect(passed).toBeGreaterThan(0);
        });

        it('has three processes: Node, pause and a shim', async () => {
          const [pod] = await app.pods();
          expect(programsOf(pod).sort()).toEqual(['containerd-shim-runc-v2', 'node', 'pause']);
        });
      },
    );

    describe.skipIf(missingForSpin.length > 0)(`SpinApps${skipped(missingForSpin)}`, () => {
      beforeAll(async () => {
        const reference = `${node.registry.host}/takeaways:${readVersion()}`;
        await promisify(execFile)('spin', ['registry', 'push', '--insecure', reference]);
      });

      describe('of the overlay local', () => {
        let app: Deployed;
        beforeAll(async () => {
          app = await Deployed.from('local', { kubeconfig: node.kubeconfig, token });
        });
        afterAll(() => app.remove());

        it('are run by the shim for Spin', async () => {
          const [pod] = await app.pods();
          expect(pod?.spec?.runtimeClassName).toBe('wasmtime-spin-v2');
          expect(programsOf(pod)).toContain('containerd-shim-spin-v2');
        });

        it('pass the end-to-end suite through their Service', async () => {
          const { passed, failed } = await runSuite('e2e', await app.url());
          expect(failed).toEqual([]);
          expect(passed).toBeGreaterThan(0);
        });

        it('accept publications with the token in their Secret', async () => {
          const { passed, failed } = await runSuite('publishing', await app.url(), token);
          expect(failed).toEqual([]);
          expect(passed).toBeGreaterThan(0);
        });

        it('are replaced when their pod is deleted', async () => {
          const [before] = await app.pods();
          await app.kubectl(['delete', 'pod', before?.metadata?.name ?? '', '--timeout=60s']);
          await app.rolledOut();
          const [after] = await app.pods();
          expect(after?.metadata?.uid).not.toBe(before?.metadata?.uid);
          expect((await fetch(`${await app.url()}/readyz`)).status).toBe(200);
        });
      });

      describe.skipIf(missingRedis.length > 0)(
        `of three replicas over one Redis${skipped(missingRedis)}`,
        () => {
          let redis: RedisProcess;
          let app: Deployed;
          beforeAll(async () => {
            redis = await RedisProcess.start(addresses.machine);
            const secret = `password=${new URL(redis.url).password}\n`;
            app = await Deployed.from(threeReplicasOver(redis.host), {
              kubeconfig: node.kubeconfig,
              token,
              added: { 'components/redis/redis.env': secret },
            });
          });
          afterAll(async () => {
            await app.remove();
            await redis.kill();
          });

          const name = 'Published to one of three';
          const topics = async (url: string) => {
            const signal = AbortSignal.timeout(2_000);
            return (await fetch(`${url}/v1/topics`, { signal })).text();
          };

          it('all serve what was published to one of them', async () => {
            const urls = await app.podUrls();
            expect(urls).toHaveLength(3);
            const published = await publishRenamed({ url: urls[0] ?? '' }, name);
            expect(published.status).toBe(200);
            for (const url of urls) expect(await topics(url)).toContain(name);
          });

          it('still serve it when all pods have been replaced', async () => {
            await app.kubectl(['delete', 'pods', app.selector, '--timeout=60s']);
            await app.rolledOut();
            const url = await app.url();
            // kube-proxy may still route to a deleted pod.
            const found = await vi.waitFor(() => topics(url), { timeout: 30_000, interval: 250 });
            expect(found).toContain(name);
          });

          it('leave rotation without a restart while Redis is down, and return with it', async () => {
            const untilReady = (ready: boolean) => {
              const condition = `--for=condition=Ready=${ready}`;
              return app.kubectl(['wait', 'pods', app.selector, condition, '--timeout=60s']);
            };
            const inRotation = () =>
              app.kubectl(['get', 'endpointslices', '-o=jsonpath={..conditions.ready}']);

            // Pods that start at once may have been restarted by then: docs/upstream/shim-lease-collision.md.
            const before = await restartsOf(app);
            await redis.kill();
            await untilReady(false);
            expect(await inRotation()).toBe('false false false');
            for (const url of await app.podUrls()) {
              expect((await fetch(`${url}/readyz`)).status).toBe(503);
              expect((await fetch(`${url}/healthz`)).status).toBe(200);
            }

            await redis.start();
            await untilReady(true);
            expect(await inRotation()).toBe('true true true');
            expect(await restartsOf(app)).toEqual(before);
          });
        },
      );
    });
  },
);

// Redis runs outside the cluster, so that no image of Valkey is needed.
const threeReplicasOver = (host: string): string => `${mixing('redis')}
images:
  - name: registry.invalid/takeaways
    newName: registry.localhost:5000/takeaways
    newTag: ${readVersion()}
patches:
  - patch: |
      apiVersion: apps/v1
      kind: StatefulSet
      metadata:
        name: takeaways-redis
      $patch: delete
  - target:
      kind: SpinApp
    patch: |
      - op: replace
        path: /spec/replicas
        value: 3
      - op: replace
        path: /spec/variables/2
        value: { name: redis_host, value: "${host}" }
`;
