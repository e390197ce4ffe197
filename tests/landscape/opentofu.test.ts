/** Our module for OpenTofu: what it plans, without a cluster. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import * as z from 'zod';
import { find, type Manifest, mixing, render } from '../../harness/control-plane/overlays.js';
import { readVersion } from '../../lib/package.js';
import { temporaryDirectory } from '../../lib/temporary-directory.js';
import { missingFor, OpenTofu, programs, skippedWithout } from '../support/opentofu.js';
import { comparable, missingForChart, rendered } from './chart.js';

const redis = { redis_password_revision: 1, redis_password: 'correct-horse' };

const Plan = z.object({
  resource_changes: z.array(
    z.object({ address: z.string(), change: z.object({ after: z.unknown() }) }),
  ),
});
const Release = z.object({ chart: z.string(), version: z.string(), values: z.array(z.string()) });
const Metadata = z.object({
  metadata: z.tuple([z.object({ name: z.string(), labels: z.record(z.string(), z.string()) })]),
});

describe.each(programs)('The module for OpenTofu, run by %s', (program) => {
  const missing = [...missingFor(program), ...missingForChart];
  describe.skipIf(missing.length > 0)(`with its providers${skippedWithout(missing)}`, () => {
    const planned = async (variables: Readonly<Record<string, unknown>>) => {
      const plan = Plan.parse(await new OpenTofu(program).plan(variables));
      return new Map(plan.resource_changes.map(({ address, change }) => [address, change.after]));
    };

    /** @returns the objects that the chart makes of the values of the release */
    const chartOf = async (release: unknown): Promise<Manifest[]> => {
      const files = Release.parse(release).values.map((text) => {
        const path = join(temporaryDirectory(), 'values.yaml');
        writeFileSync(path, stringify(parse(text)));
        return path;
      });
      return rendered(...files.flatMap((file) => ['-f', file]));
    };

    it('is valid, and formatted', async () => {
      const module = new OpenTofu(program);
      const { ok, stderr } = await module.run('validate');
      expect(ok, stderr).toBe(true);
      expect(await module.run('fmt', '-check', '-diff')).toMatchObject({ ok: true, stdout: '' });
    });

    it('makes the overlay local by default', async () => {
      const plan = await planned({});
      expect([...plan.keys()].sort()).toEqual(['helm_release.app', 'kubernetes_namespace_v1.app']);
      const ours = await render('local');
      const { labels } = Metadata.parse(plan.get('kubernetes_namespace_v1.app')).metadata[0];
      expect(labels).toEqual(find(ours, 'Namespace', 'takeaways').metadata?.labels);
      expect(await chartOf(plan.get('helm_release.app'))).toEqual(comparable(ours));
    });

    it('makes replicas over one Valkey, behind the gateway, with more values of the chart', async () => {
      const host = 'takeaways.example.com';
      const values = { otel: { enabled: true } };
      const plan = await planned({ ...redis, replicas: 3, host, values });
      const overlay = `${mixing('gateway', 'redis', 'otel')}
images: [{name: registry.invalid/takeaways, newName: registry.localhost:5000/takeaways, newTag: ${readVersion()}}]
patches: [{target: {kind: SpinApp}, patch: '[{"op": "replace", "path": "/spec/replicas", "value": 3}]'}]
`;
      // The module makes the Secret, and names it by the revision.
      const expected = (await render(overlay)).filter(({ kind }) => kind !== 'Secret');
      const made = await chartOf(plan.get('helm_release.app'));
      expect(JSON.stringify(made)).toContain('"name":"takeaways-redis-1"');
      expect(
        JSON.parse(JSON.stringify(made).replaceAll('takeaways-redis-1"', 'takeaways-redis"')),
      ).toEqual(comparable(expected));
      expect(plan.has('kubernetes_secret_v1.redis[0]')).toBe(true);
      expect(JSON.stringify([...plan])).not.toContain(redis.redis_password);
    });

    it.each<[string, Readonly<Record<string, unknown>>, string]>([
      ['replicas without a shared store', { replicas: 3 }, 'Replicas need a shared store'],
      ['half a replica', { replicas: 0.5 }, 'Expected one replica or more'],
      ['a store without a password', { redis_password_revision: 1 }, 'Expected a password'],
      ['a name that no namespace has', { namespace: 'A_b' }, 'Expected the name of a namespace'],
      [
        'a chart in a registry without its version',
        { chart: 'oci://registry.invalid/charts/takeaways' },
        'Expected a version for a chart in a registry',
      ],
    ])('refuses %s', async (_, variables, message) => {
      const { ok, stderr } = await new OpenTofu(program).change('plan', variables);
      expect(ok).toBe(false);
      expect(stderr).toContain(message);
    });
  });
});
