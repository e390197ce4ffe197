/** Our module for OpenTofu on a real API server: applied, changed and destroyed. */
import { readFileSync } from 'node:fs';
import type { V1Deployment } from '@kubernetes/client-node';
import { describe, expect, inject, it } from 'vitest';
import { Cluster } from '../../harness/control-plane/cluster.js';
import { missingPrograms } from '../../harness/control-plane/control-plane.js';
import { output } from '../../harness/control-plane/kubectl.js';
import { missingForOperator } from '../../harness/control-plane/operator.js';
import { missingFor, OpenTofu, programs, skippedWithout } from '../support/opentofu.js';

const kubeconfig = inject('kubeconfig') ?? '';

describe.each(programs)(
  'The module for OpenTofu, on a cluster with SpinKube, run by %s',
  (program) => {
    const missing = [...missingPrograms, ...missingForOperator, ...missingFor(program)];
    describe.skipIf(kubeconfig === '' || missing.length > 0)(
      `with its providers${skippedWithout(missing)}`,
      () => {
        const namespace = `takeaways-${program}`;
        const cluster = new Cluster(kubeconfig);
        const module = new OpenTofu(program, { KUBE_CONFIG_PATH: kubeconfig });
        const alone = { namespace };
        const shared = {
          ...{ namespace, replicas: 3, wait: false },
          ...{ redis_password_revision: 1, redis_password: 'correct-horse' },
        };
        const ask = async (...args: readonly string[]) =>
          output(await cluster.kubectl([...args, '--namespace', namespace]));

        it('makes a namespace, and an app that becomes a Deployment', async () => {
          output(await module.change('apply', alone, '-auto-approve'));
          const level = '{.metadata.labels.pod-security\\.kubernetes\\.io/enforce}';
          expect(await ask('get', 'namespace', namespace, `-o=jsonpath=${level}`)).toBe('baseline');
          await cluster.until<V1Deployment>(
            `/apis/apps/v1/namespaces/${namespace}/deployments`,
            ({ metadata }) => metadata?.name === 'takeaways',
          );
        });

        it('then has nothing to change', async () => {
          expect(output(await module.change('plan', alone))).toContain('No changes.');
        });

        it('adds Valkey for three replicas, and keeps its password out of the state', async () => {
          output(await module.change('apply', shared, '-auto-approve'));
          const password = await ask(
            'get',
            'secret/takeaways-redis-1',
            '-o=jsonpath={.data.password}',
          );
          expect(Buffer.from(password, 'base64').toString()).toBe(shared.redis_password);
          expect(readFileSync(module.state, 'utf8')).not.toContain(shared.redis_password);
          expect(await ask('get', 'statefulset', '-o=name')).toContain('/takeaways-redis');
          expect(await ask('get', 'spinapp', '-o=jsonpath={.items[0].spec.replicas}')).toBe('3');
          output(
            await module.change(
              'apply',
              { ...shared, redis_password_revision: 2 },
              '-auto-approve',
            ),
          );
          expect(await ask('get', 'spinapp', '-o=json')).toContain('"takeaways-redis-2"');
        });

        it('destroys all of it', async () => {
          output(await module.change('destroy', shared, '-auto-approve'));
          const left = await cluster.kubectl(['get', 'namespace', namespace]);
          expect(left.stderr).toContain('not found');
        });
      },
    );
  },
);
