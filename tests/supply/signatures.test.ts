/**
 * Verification of signatures by cosign and Kyverno, with real artifacts in a registry on loopback. A key pair replaces
 * the identity of the release workflow, whose certificate requires Fulcio and Rekor.
 */
import { execFile, execFileSync } from 'node:child_process';
import { copyFileSync, cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import * as z from 'zod';
import { isKubectlInstalled, kubectlFor, output } from '../../harness/control-plane/kubectl.js';
import { moduleDirectory } from '../../harness/control-plane/schemas.js';
import * as workloads from '../../harness/control-plane/workloads.js';
import { crane, OciRegistry } from '../../harness/oci-registry.js';
import { findProgram } from '../../lib/programs.js';
import { temporaryDirectory } from '../../lib/temporary-directory.js';
import { skipReason } from '../support/describe-with.js';

const without = (...programs: readonly string[]): string =>
  skipReason(
    programs.filter((program) => !findProgram(program)),
    'Run: .ci/install-supply',
  );
const withoutCosign = without('crane', 'cosign');
const withoutKyverno =
  withoutCosign ||
  // Go has the definition of the policy's kind.
  without('kyverno', 'go') ||
  skipReason(isKubectlInstalled ? [] : ['kubectl'], 'Run: .ci/install-kubernetes');

let directory: string;
const inDirectory = (name: string) => join(directory, name);

/** Runs a program with the tests' directory as its home, so that it uses no other keys or caches. */
const run = async (program: string, ...args: readonly string[]): Promise<string> => {
  const environment = { PATH: process.env.PATH, HOME: directory, COSIGN_PASSWORD: '' };
  const options = { cwd: directory, env: environment, timeout: 60_000 };
  const { stdout } = await promisify(execFile)(findProgram(program) ?? program, args, options);
  return stdout;
};
const cosign = (...args: readonly string[]) => run('cosign', ...args);
const sign = (image: string, key: string) => {
  const services = ['--signing-config', 'no-services.json', '--trusted-root', 'no-roots.json'];
  return cosign('sign', '--yes', ...services, '--key', `${key}.key`, image);
};
const digestOf = (image: string) => image.slice(image.indexOf('@') + 1);
/** The tag of an image's signatures, in a registry without the referrers API. */
const signaturesOf = (image: string) => image.replace('@sha256:', ':sha256-');

describe.skipIf(withoutCosign)(`A signature${withoutCosign}`, () => {
  let registry: OciRegistry;
  let tagged: string;
  let signed: string;
  let unsigned: string;
  let foreign: string;
  let tampered: string;
  let elsewhere: string;

  beforeAll(async () => {
    directory = temporaryDirectory();
    registry = await OciRegistry.start();
    execFileSync('tar', ['-cf', inDirectory('app.tar'), '-C', 'dist', 'takeaways.wasm']);
    writeFileSync(inDirectory('other.txt'), 'This file is not signed.\n');
    execFileSync('tar', ['-cf', inDirectory('other.tar'), '-C', directory, 'other.txt']);
    await cosign('signing-config', 'create', '--out', 'no-services.json');
    await cosign('trusted-root', 'create', '--out', 'no-roots.json');
    for (const key of ['release', 'somebody']) {
      await cosign('generate-key-pair', '--output-key-prefix', key);
    }

    tagged = `${registry.host}/takeaways:1.0.0`;
    signed = await registry.push(inDirectory('app.tar'), 'takeaways', '1.0.0');
    await sign(signed, 'release');
    unsigned = await registry.push(inDirectory('other.tar'), 'takeaways', 'unsigned');
    foreign = await registry.push(inDirectory('app.tar'), 'fork', '1.0.0');
    await sign(foreign, 'somebody');
    elsewhere = await registry.push(inDirectory('app.tar'), 'elsewhere', '1.0.0');

    // The signed manifest with an added annotation, and a copy of the original signature.
    const changed = `${registry.host}/takeaways:tampered`;
    await crane('mutate', signed, '--annotation', 'changed=yes', '--tag', changed);
    const { stdout } = await crane('digest', changed);
    tampered = `${registry.host}/takeaways@${stdout.trim()}`;
    await crane('copy', signaturesOf(signed), signaturesOf(tampered));
  });
  afterAll(() => registry.stop());

  describe('verified by cosign', () => {
    const verify = (image: string) =>
      cosign('verify', '--key', 'release.pub', '--insecure-ignore-tlog=true', image);

    it('is accepted for the signed digest', async () => {
      expect(await verify(signed)).toContain(`"docker-manifest-digest":"${digestOf(signed)}"`);
    });

    it.each<[string, () => string, RegExp]>([
      ['an unsigned image', () => unsigned, /no signatures found/],
      ['an image signed with another key', () => foreign, /accepted signatures do not match/],
      ['an image with the signature of another', () => tampered, /artifact digest does not match/],
      ['a copy without its signature', () => elsewhere, /no signatures found/],
    ])('is rejected for %s', async (_, image, reason) => {
      await expect(verify(image())).rejects.toThrow(reason);
    });
  });

  describe.skipIf(withoutKyverno)(`required by the admission policy${withoutKyverno}`, () => {
    const collector = 'docker.io/otel/opentelemetry-collector:0.136.0';
    const namespace = 'takeaways';
    const spinApp = (image: string) => workloads.spinApp(namespace, image);
    const deployment = (images: readonly string[], first?: readonly string[]) =>
      workloads.deployment(namespace, images, first);

    /** @returns whether `kyverno test` finds that the policy gives this result for an object. */
    const gives = async (object: { kind: string }, result: 'pass' | 'fail'): Promise<boolean> => {
      const expected = {
        policy: 'takeaways-releases',
        isImageValidatingPolicy: true,
        kind: object.kind,
        resources: ['app'],
        result,
      };
      const test = {
        apiVersion: 'cli.kyverno.io/v1alpha1',
        kind: 'Test',
        metadata: { name: 'releases' },
        policies: ['policy.yaml'],
        resources: ['resource.yaml'],
        clusterResources: ['cluster.yaml'],
        results: [expected],
      };
      const place = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } };
      const objects = [place, object].map((one) => stringify(one));
      writeFileSync(inDirectory('resource.yaml'), objects.join('---\n'));
      writeFileSync(inDirectory('kyverno-test.yaml'), stringify(test));
      const report = await run('kyverno', 'test', '.', '--registry', '--remove-color').catch(
        (error: unknown) => {
          const { stdout, stderr } = z
            .object({ stdout: z.string(), stderr: z.string() })
            .parse(error);
          return `${stdout}\n${stderr}`;
        },
      );
      const [, passed, failed] = /(\d) tests passed and (\d) tests failed/.exec(report) ?? [];
      if (Number(passed) + Number(failed) !== 1) throw new Error(report);
      return passed === '1';
    };
    const results = async (object: { kind: string }) => ({
      pass: await gives(object, 'pass'),
      fail: await gives(object, 'fail'),
    });

    beforeAll(async () => {
      cpSync('k8s', inDirectory('k8s'), { recursive: true });
      mkdirSync(inDirectory('k8s/by-key'));
      const byKey = {
        key: { data: readFileSync(inDirectory('release.pub'), 'utf8') },
        ctlog: { insecureIgnoreTlog: true, insecureIgnoreSCT: true },
      };
      const patch = [{ op: 'replace', path: '/spec/attestors/0/cosign', value: byKey }];
      const kustomization = {
        resources: ['../policy'],
        patches: [{ target: { kind: 'ImageValidatingPolicy' }, patch: stringify(patch) }],
      };
      writeFileSync(inDirectory('k8s/by-key/kustomization.yaml'), stringify(kustomization));
      const rendered = await kubectlFor()(['kustomize', inDirectory('k8s/by-key')]);
      writeFileSync(inDirectory('policy.yaml'), output(rendered));

      const definition = 'core.spinkube.dev_spinapps.yaml';
      const bases = join(moduleDirectory('spinkube'), 'config/crd/bases');
      copyFileSync(join(bases, definition), inDirectory(definition));
      const cluster = {
        apiVersion: 'cli.kyverno.io/v1alpha1',
        kind: 'ClusterResource',
        metadata: { name: 'kinds' },
        spec: { crds: [definition] },
      };
      writeFileSync(inDirectory('cluster.yaml'), stringify(cluster));
    });

    it.each<[string, () => { kind: string }]>([
      ['a SpinApp with the signed digest', () => spinApp(signed)],
      ['a Deployment with it in every container', () => deployment([signed], [signed])],
      ['a Deployment of the collector', () => deployment([collector])],
    ])('admits %s', async (_, object) => {
      expect(await results(object())).toEqual({ pass: true, fail: false });
    });

    it.each<[string, () => { kind: string }]>([
      ['the tag of the signed image', () => spinApp(tagged)],
      ['an unsigned image', () => spinApp(unsigned)],
      ['an image signed with another key', () => spinApp(foreign)],
      ['an image with the signature of another', () => spinApp(tampered)],
      ['a copy without its signature', () => spinApp(elsewhere)],
      ['an unsigned image in a Deployment', () => deployment([unsigned])],
      ['an unsigned image in the second container', () => deployment([signed, unsigned])],
      ['an unsigned image in an init container', () => deployment([signed], [unsigned])],
      ['a tag in an init container', () => deployment([signed], [tagged])],
    ])('refuses %s', async (_, object) => {
      expect(await results(object())).toEqual({ pass: false, fail: true });
    });
  });
});
