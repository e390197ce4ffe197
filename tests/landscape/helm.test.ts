/** The Helm chart makes what kustomize makes of the same choices. */
import { execFileSync } from 'node:child_process';
import { copyFileSync, cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { chart, helm } from '../../harness/control-plane/helm.js';
import { output } from '../../harness/control-plane/kubectl.js';
import { mixing, render, secrets } from '../../harness/control-plane/overlays.js';
import { OciRegistry } from '../../harness/oci-registry.js';
import { readVersion } from '../../lib/package.js';
import { findProgram } from '../../lib/programs.js';
import { temporaryDirectory } from '../../lib/temporary-directory.js';
import { skipReason } from '../support/describe-with.js';
import { comparable, missingForChart, rendered, template, untagged, withVersion } from './chart.js';

const skippedRegistry = skipReason(
  findProgram('crane') ? [] : ['crane'],
  'Run: .ci/install-supply',
);
const skipped = skipReason(missingForChart, 'Run: .ci/install-landscape && .ci/install-kubernetes');

const password = ['--set', 'redis.password=correct-horse'];
const runtimeConfig = secrets['components/runtime-config/runtime-config.toml'] ?? '';

describe.skipIf(skipped)(`The Helm chart${skipped}`, () => {
  it('makes the objects of the overlay local by default', async () => {
    expect(await rendered()).toEqual(comparable(await render('local')));
  });

  it('makes the objects of the overlay production', async () => {
    const production = ['-f', `${chart}/values-production.yaml`, ...untagged, ...password];
    const expected = withVersion(comparable(await render('production')));
    expect(await rendered(...production)).toEqual(expected);
  });

  it.each([
    [['redis'], ['redis.enabled=true', 'redis.password=correct-horse']],
    [['hpa'], ['autoscaling.by=hpa']],
    [['keda'], ['autoscaling.by=keda']],
    [['gateway'], ['exposure.by=gateway']],
    [['ingress'], ['exposure.by=ingress']],
    [['otel'], ['otel.enabled=true']],
    [['memory'], ['memory.by=kyverno']],
    [
      ['gateway', 'canary', 'redis'],
      [
        ...['exposure.by=gateway', 'canary.enabled=true', 'redis.enabled=true'],
        'redis.password=correct-horse',
      ],
    ],
  ])('makes the objects of the components %s', async (components, values) => {
    const set = values.flatMap((value) => ['--set', value]);
    const expected = withVersion(comparable(await render(mixing(...components))));
    expect(await rendered(...untagged, ...set)).toEqual(expected);
  });

  it('sets how much memory Spin keeps', async () => {
    const objects = await rendered('--set', 'memory.by=kyverno,memory.kept=9437184');
    const [policy] = objects.filter(({ kind }) => kind === 'NamespacedMutatingPolicy');
    expect(JSON.stringify(policy)).toContain("value: '9437184'");
  });

  it('takes your own runtime-config.toml', async () => {
    const directory = temporaryDirectory();
    const file = join(directory, 'runtime-config.toml');
    writeFileSync(file, runtimeConfig);
    const expected = withVersion(comparable(await render(mixing('runtime-config'))));
    expect(await rendered(...untagged, '--set-file', `runtimeConfig=${file}`)).toEqual(expected);
  });

  it('names a Secret by its content, so that pods restart when it changes', async () => {
    const named = async (value: string) =>
      /"key":"password","name":"(takeaways-redis-\w{10})"/.exec(
        JSON.stringify(
          parseAllDocuments(
            output(await template('--set', `redis.enabled=true,redis.password=${value}`)),
          ),
        ),
      )?.[1];
    expect(await named('one')).toBeDefined();
    expect(await named('one')).not.toBe(await named('two'));
  });

  it('makes no Secret if it is told the name of one', async () => {
    const objects = await rendered('--set', 'redis.enabled=true,redis.existingSecret=mine');
    expect(objects.map(({ kind }) => kind)).not.toContain('Secret');
    expect(JSON.stringify(objects)).toContain('{"key":"password","name":"mine"}');
  });

  it.each([
    ['redis.enabled=true', '/redis'],
    ['image.tag=latest', '/image/tag'],
    ['image.digest=sha256:1', '/image/digest'],
    ['replicas=0', '/replicas'],
    ['autoscaling.by=vpa', '/autoscaling/by'],
    ['exposure.by=nodeport', '/exposure/by'],
    ['canary.percent=101', '/canary/percent'],
    ['memory.kept=-1', '/memory/kept'],
    ['memory.by=gatekeeper', '/memory/by'],
    ['logLevel=trace', '/logLevel'],
    ['reddis.enabled=true', 'reddis'],
  ])('refuses %s by its schema', async (value, named) => {
    const { ok, stderr } = await template('--set', value);
    expect(ok).toBe(false);
    expect(stderr).toContain(named);
  });

  it.each([
    ['its defaults', []],
    ['the values for production', ['-f', `${chart}/values-production.yaml`, ...password]],
  ])('passes helm lint with %s', async (_, args) => {
    const { ok, stdout } = await helm(['lint', chart, '--strict', ...args]);
    expect(stdout).not.toContain('[WARNING]');
    expect(ok, stdout).toBe(true);
  });

  it('has the version of the service', () => {
    const { version, appVersion } = parse(readFileSync(`${chart}/Chart.yaml`, 'utf8'));
    expect([version, appVersion]).toEqual([readVersion(), readVersion()]);
  });

  it('is packaged without the secrets of the checkout', async () => {
    const directory = temporaryDirectory();
    cpSync('charts', join(directory, 'charts'), { recursive: true, verbatimSymlinks: true });
    cpSync('k8s', join(directory, 'k8s'), { recursive: true });
    for (const [path, text] of Object.entries(secrets)) {
      writeFileSync(join(directory, 'k8s', path), text);
    }
    output(await helm(['package', join(directory, chart), '--destination', directory]));
    const archive = join(directory, `takeaways-${readVersion()}.tgz`);
    const names = execFileSync('tar', ['-tzf', archive], { encoding: 'utf8' }).split('\n');
    expect(names).toContain('takeaways/k8s/base/spinapp.yaml');
    expect(names.filter((name) => /\.env$|runtime-config\.toml$|overlays|flux/.test(name))).toEqual(
      [],
    );
    // The package renders like the folder.
    copyFileSync(archive, join(directory, 'chart.tgz'));
    const whole = ['template', 'takeaways', '--namespace', 'takeaways', ...password];
    const values = ['-f', `${chart}/values-production.yaml`];
    const packed = output(await helm([...whole, join(directory, 'chart.tgz'), ...values]));
    expect(packed).toBe(output(await helm([...whole, chart, ...values])));
  });

  it.skipIf(skippedRegistry)(
    `is installed from a registry, as the release pushes it${skippedRegistry}`,
    async () => {
      const digest = `sha256:${'0'.repeat(64)}`;
      const directory = temporaryDirectory();
      cpSync(chart, directory, { recursive: true, dereference: true });
      const values = join(directory, 'values.yaml');
      const text = readFileSync(values, 'utf8');
      writeFileSync(values, text.replace('digest: ""', `digest: ${digest}`));
      output(await helm(['package', directory, '--destination', directory]));
      const registry = await OciRegistry.start();
      try {
        const charts = `oci://${registry.host}/charts`;
        const archive = join(directory, `takeaways-${readVersion()}.tgz`);
        const pushed = await helm(['push', archive, charts, '--plain-http']);
        const [, pushedDigest] =
          /^Digest: (sha256:\w{64})$/m.exec(pushed.stderr + pushed.stdout) ?? [];
        expect(pushedDigest).toBeDefined();
        const reference = `${charts}/takeaways@${pushedDigest}`;
        const made = await helm(['template', 'takeaways', reference, '--plain-http']);
        expect(output(made)).toContain(`image: registry.localhost:5000/takeaways@${digest}\n`);
      } finally {
        await registry.stop();
      }
    },
  );
});
