import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { V1Pod } from '@kubernetes/client-node';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { pidsOf } from '../../bench/kubernetes/pod-memory.js';
import { Deployed } from '../../harness/kubelet-node/deployed.js';
import { missingForNode, type Node, startNode } from '../../harness/kubelet-node/kubelet-node.js';
import { runSuite } from '../../harness/suite.js';
import { observe } from '../faults/fault.js';
import { finish } from '../faults/requests.js';
import { podFaults } from '../faults/rows/pods.js';
import { publishRenamed, token } from '../support/publishing.js';
import {
  container,
  missingForRedis,
  quickJs,
  type Replicas,
  revisionFrom,
  skipped,
  starlingMonkey,
  startReplicas,
} from './apps.js';

/** @returns the names of a pod's processes. */
const programsOf = (pod: V1Pod | undefined): string[] =>
  (pod ? pidsOf(pod) : []).map((pid) =>
    basename(readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')[0] ?? ''),
  );

/** A pod that is gone may swallow packets. */
const askSoon = (url: string) => fetch(url, { signal: AbortSignal.timeout(2_000) });

/** Repeats what goes through a Service until it succeeds: kube-proxy may still route to a deleted pod. */
const throughService = (work: () => Promise<void>) =>
  vi.waitFor(work, { timeout: 30_000, interval: 250 });

describe.skipIf(missingForNode.length > 0)(
  `On a node that runs pods${skipped(missingForNode)}`,
  () => {
    let node: Node;
    beforeAll(async () => {
      node = await startNode();
    });
    afterAll(() => node.stop());

    describe.skipIf(container.missing.length > 0)(
      `${container.title}${skipped(container.missing)}`,
      () => {
        let app: Deployed;
        beforeAll(async () => {
          await container.push(node);
          app = await Deployed.from(container.overlay, { kubeconfig: node.kubeconfig, token });
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

    describe.skipIf(starlingMonkey.missing.length > 0).each([starlingMonkey, quickJs])(
      `$title${skipped(starlingMonkey.missing)}`,
      (spinApp) => {
        beforeAll(() => spinApp.push(node));

        describe(`of the overlay ${spinApp.overlay}`, () => {
          let app: Deployed;
          beforeAll(async () => {
            app = await Deployed.from(spinApp.overlay, { kubeconfig: node.kubeconfig, token });
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
            const url = await app.url();
            await throughService(async () => {
              const { status } = await askSoon(`${url}/readyz`);
              expect(status).toBe(200);
            });
          });
        });

        describe.skipIf(missingForRedis.length > 0)(
          `of three replicas over one Redis${skipped(missingForRedis)}`,
          () => {
            let replicas: Replicas;
            let app: Deployed;
            beforeAll(async () => {
              replicas = await startReplicas(spinApp, node);
              ({ app } = replicas);
            });
            afterAll(() => replicas.end());

            const name = 'Published to one of three';
            const askTopics = (url: string) => askSoon(`${url}/v1/topics`);
            const topics = async (url: string) => (await askTopics(url)).text();

            it('start without a restart, one after another', async () => {
              expect(await app.restarts()).toEqual([0, 0, 0]);
            });

            it('all serve what was published to one of them', async () => {
              const urls = await app.podUrls();
              expect(urls).toHaveLength(3);
              const published = await publishRenamed({ url: urls[0] ?? '' }, name);
              expect(published.status).toBe(200);
              for (const url of urls) expect(await topics(url)).toContain(name);
            });

            it('still serve it when all pods have been replaced at once', () =>
              observe(podFaults.allDeleted, spinApp.kind, async ({ seen, served }) => {
                await app.kubectl(['delete', 'pods', app.selector, '--timeout=60s']);
                await app.rolledOut();
                const url = await app.url();
                const read = async () => {
                  const answer = await finish(askTopics(url));
                  seen('a read', answer);
                  expect(answer).toBe('200');
                };
                await throughService(read);
                expect(await topics(url)).toContain(name);
                served('the new revision');
                // Shims that start at once collide; the kubelet restarts their containers.
                const ended = (await app.pods()).flatMap(({ status }) => {
                  const [only] = status?.containerStatuses ?? [];
                  return only?.lastState?.terminated ? [only.lastState.terminated.exitCode] : [];
                });
                expect(ended.filter((code) => code !== 137)).toEqual([]);
              }));

            it('leave rotation without a restart while Redis is down, and return with it', () =>
              observe(podFaults.withoutRedis, spinApp.kind, async ({ seen, served }) => {
                const untilReady = (ready: boolean) => {
                  const condition = `--for=condition=Ready=${ready}`;
                  return app.kubectl(['wait', 'pods', app.selector, condition, '--timeout=60s']);
                };
                const inRotation = () =>
                  app.kubectl(['get', 'endpointslices', '-o=jsonpath={..conditions.ready}']);

                const before = await app.restarts();
                const urls = await app.podUrls();
                const revisions = await Promise.all(urls.map(revisionFrom));
                await replicas.redis.kill();
                await untilReady(false);
                expect(await inRotation()).toBe('false false false');
                for (const url of urls) {
                  seen('/readyz', await finish(fetch(`${url}/readyz`)));
                  seen('/healthz', await finish(fetch(`${url}/healthz`)));
                }

                await replicas.redis.start();
                await untilReady(true);
                expect(await inRotation()).toBe('true true true');
                expect(await Promise.all(urls.map(revisionFrom))).toEqual(revisions);
                served('the old revision');
                expect(await app.restarts()).toEqual(before);
              }));
          },
        );
      },
    );
  },
);
