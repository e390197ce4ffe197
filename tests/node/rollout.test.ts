/** Deployments that are updated and rolled back, and probes on a busy node: docs/faults.md, k8s/README.md. */
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Deployed } from '../../harness/kubelet-node/deployed.js';
import { missingForNode, type Node, startNode } from '../../harness/kubelet-node/kubelet-node.js';
import { readVersion } from '../../lib/package.js';
import { type Observer, observe } from '../faults/fault.js';
import { finish } from '../faults/requests.js';
import { outageSeconds, podFaults } from '../faults/rows/pods.js';
import {
  container,
  missingForRedis,
  quickJs,
  type Replicas,
  revisionFrom,
  skipped,
  startReplicas,
} from './apps.js';
import { startTraffic } from './traffic.js';

const missing = [...missingForNode, ...missingForRedis];
const outageMs = outageSeconds * 1000;

describe.skipIf(missing.length > 0)(`Deployments on a node${skipped(missing)}`, () => {
  let node: Node;
  beforeAll(async () => {
    node = await startNode();
  });
  afterAll(() => node.stop());

  describe.each([
    {
      app: container,
      update: (app: Deployed, level: string) =>
        app.kubectl(['set', 'env', 'deployment/takeaways', `TAKEAWAYS_LOG_LEVEL=${level}`]),
    },
    {
      app: quickJs,
      // The operator resets a Deployment to its SpinApp, so the SpinApp is updated, and rolled back.
      update: (app: Deployed, level: string) =>
        app.kubectl([
          ...['patch', 'spinapp', 'takeaways', '--type=json'],
          `--patch=[{"op":"replace","path":"/spec/variables/0/value","value":"${level}"}]`,
        ]),
    },
  ])('of $app.title', ({ app: kind, update }) => {
    const { title } = kind;
    // The image for Node also burns processor time.
    const absent = [...new Set([...kind.missing, ...container.missing])];
    describe.skipIf(absent.length > 0)(`over one Redis${skipped(absent)}`, () => {
      let replicas: Replicas;
      let app: Deployed;
      beforeAll(async () => {
        await container.push(node);
        await kind.push(node);
        replicas = await startReplicas(kind, node, throttled);
        ({ app } = replicas);
      });
      afterAll(() => replicas.end());

      /** Waits until all pods are those of the new template. @returns whether old and new ones were ready at once */
      const replaced = async (level: string): Promise<boolean> => {
        await app.kubectl(['wait', 'deployment/takeaways', '--timeout=60s', hasLevel(level)]);
        let isMixed = false;
        const done = app.rolledOut().then(() => true);
        while (!(await Promise.race([done, setTimeout(100, false)]))) {
          isMixed ||= new Set(await app.readyTemplates()).size > 1;
        }
        return isMixed;
      };

      it('are updated and rolled back while clients read and publish', () =>
        observe(podFaults.rollout, kind.kind, async (observer) => {
          const traffic = await startTraffic(await app.url());
          const mixed: boolean[] = [];
          for (const level of ['warn', 'info']) {
            await update(app, level);
            mixed.push(await replaced(level));
          }
          const { reads, published, lostConnections, seen, served, wrong } = await traffic.stop();
          console.log(
            `${title}: ${reads} reads, ${published} publications, ${lostConnections} lost connections`,
          );
          expect(wrong).toEqual([]);
          for (const [request, answers] of seen) {
            for (const answer of answers) observer.seen(request, answer);
          }
          observer.served(served);
          expect(mixed).toEqual([true, true]);
          // How many fit in depends on what else the machine does: a publication takes half a core for seconds.
          expect(published).toBeGreaterThan(0);
          expect(reads).toBeGreaterThan(published);
          expect(await app.restarts()).toEqual([0, 0, 0]);
        }));

      /** Holds that Redis comes back to the same pods, and these to the revision that they served. */
      const outage = async (
        { seen, served }: Observer,
        fail: () => unknown,
        mend: () => unknown,
      ): Promise<void> => {
        const urls = await app.podUrls();
        const before = await Promise.all(urls.map(revisionFrom));
        await fail();
        await setTimeout(outageMs);
        for (const url of urls) seen('/healthz', await finish(fetch(`${url}/healthz`)));
        await mend();
        await app.allReady();
        expect(await Promise.all(urls.map(revisionFrom))).toEqual(before);
        served('the old revision');
      };

      it('are not restarted on a busy node, nor while Redis is away or hangs', async () => {
        const before = await app.restarts();
        await app.kubectl(['apply', '--server-side', '-f-'], JSON.stringify(burners));
        await app.kubectl(['rollout', 'status', 'deployment/burner', '--timeout=110s']);

        const { redis } = replicas;
        await observe(podFaults.busyWithoutRedis, kind.kind, (observer) =>
          outage(
            observer,
            () => redis.kill(),
            () => redis.start(),
          ),
        );
        await observe(podFaults.busyWithRedisPaused, kind.kind, (observer) =>
          outage(
            observer,
            () => redis.signal('SIGSTOP'),
            () => redis.signal('SIGCONT'),
          ),
        );
        expect(await app.restarts()).toEqual(before);
        expect(before).toEqual([0, 0, 0]);
      });
    });
  });
});

/** What the app's Deployment is awaited for. */
const hasLevel = (level: string): string =>
  `--for=jsonpath={.spec.template.spec.containers[0].env[0].value}=${level}`;

/** Half a core at most for each pod. */
const throttled = [
  { kind: 'SpinApp', path: '/spec/resources/limits/cpu' },
  { kind: 'Deployment', path: '/spec/template/spec/containers/0/resources/limits/cpu' },
].map(({ kind, path }) => ({
  target: { kind, name: 'takeaways' },
  patch: JSON.stringify([{ op: 'add', path, value: '500m' }]),
}));

/** Pods that want more processor time than the node has, as important as the app's. */
const burners = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'burner' },
  spec: {
    replicas: 4,
    selector: { matchLabels: { app: 'burner' } },
    template: {
      metadata: { labels: { app: 'burner' } },
      spec: {
        terminationGracePeriodSeconds: 0,
        containers: [
          {
            name: 'burner',
            image: `registry.localhost:5000/takeaways-container:${readVersion()}`,
            command: ['/bin/node', '--eval', 'for (;;);'],
            resources: { requests: { cpu: '100m' }, limits: { cpu: '500m' } },
          },
        ],
      },
    },
  },
};
