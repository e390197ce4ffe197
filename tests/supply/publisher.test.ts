import { cpSync, existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import * as z from 'zod';
import { isKubectlInstalled, kubectlFor, output } from '../../harness/control-plane/kubectl.js';
import { temporaryDirectory } from '../../lib/temporary-directory.js';
import { skipReason } from '../support/describe-with.js';

const needed = skipReason(isKubectlInstalled ? [] : ['kubectl'], 'Run: .ci/install-kubernetes');

const issuer = 'https://token.actions.githubusercontent.com';
const Policy = z.object({
  spec: z.object({
    attestors: z.array(
      z.object({
        cosign: z.object({
          keyless: z.object({
            identities: z.array(z.object({ issuer: z.string(), subjectRegExp: z.string() })),
          }),
        }),
      }),
    ),
  }),
});
const Source = z.object({
  spec: z.object({
    url: z.string(),
    verify: z.object({
      matchOIDCIdentity: z.array(z.object({ issuer: z.string(), subject: z.string() })),
    }),
  }),
});

/** @returns the objects of a folder of k8s/ by kind. */
const objects = async (folder: string, publisher?: string): Promise<Map<string, unknown>> => {
  const directory = temporaryDirectory();
  cpSync('k8s', directory, { recursive: true });
  if (publisher) writeFileSync(join(directory, 'publisher', 'publisher.env'), publisher);
  const rendered = output(await kubectlFor()(['kustomize', join(directory, folder)]));
  return new Map(
    parseAllDocuments(rendered).map((document) => [String(document.get('kind')), document.toJS()]),
  );
};

const policyOf = async (publisher?: string) => {
  const policy = Policy.parse((await objects('policy', publisher)).get('ImageValidatingPolicy'));
  return policy.spec.attestors.flatMap(({ cosign }) => cosign.keyless.identities);
};
const sourceOf = async (publisher?: string) =>
  Source.parse((await objects('flux', publisher)).get('OCIRepository')).spec;

const ours = 'repository=Some-One/take.aways\nregistry=ghcr.io/some-one/take.aways\n';
const identity = (repository: string, workflow: string, ref: string) =>
  `https://github.com/${repository}/.github/workflows/${workflow}@${ref}`;

const refused = [
  ['another repository', identity('some-one-else/take.aways', 'release.yml', 'refs/tags/v1.0.0')],
  ['another workflow', identity('Some-One/take.aways', 'test.yml', 'refs/tags/v1.0.0')],
  ['a branch', identity('Some-One/take.aways', 'release.yml', 'refs/heads/main')],
  ['a pull request', identity('Some-One/take.aways', 'release.yml', 'refs/pull/1/merge')],
  [
    'an identity with a suffix',
    `${identity('Some-One/take.aways', 'release.yml', 'refs/tags/v1')}\n.`,
  ],
] as const;

describe.skipIf(needed)(`The trusted signature${needed}`, () => {
  it('is nobody’s until a publisher is configured', async () => {
    const [admitted] = await policyOf();
    const [taken] = (await sourceOf()).verify.matchOIDCIdentity;
    for (const subject of [admitted?.subjectRegExp, taken?.subject]) {
      const owner = /github\\?\.com\/([^/]+)\//.exec(subject ?? '')?.[1];
      expect(owner).toBeDefined();
      expect(owner).not.toMatch(/^[A-Za-z\d-]+$/); // Valid names of owners on GitHub.
    }
  });

  it('is that of the publisher’s release workflow, run for a version tag', async () => {
    expect(existsSync('.github/workflows/release.yml')).toBe(true);
    const [admitted] = await policyOf(ours);
    const [taken] = (await sourceOf(ours)).verify.matchOIDCIdentity;
    expect(admitted?.issuer).toBe(issuer);
    expect(issuer).toMatch(new RegExp(taken?.issuer ?? '^$'));
    const release = identity('Some-One/take.aways', 'release.yml', 'refs/tags/v1.2.3');
    expect(release).toMatch(new RegExp(admitted?.subjectRegExp ?? '^$'));
    expect(release).toMatch(new RegExp(taken?.subject ?? '^$'));
  });

  it.each(refused)('is not that of %s', async (_, subject) => {
    const [admitted] = await policyOf(ours);
    const [taken] = (await sourceOf(ours)).verify.matchOIDCIdentity;
    expect(subject).not.toMatch(new RegExp(admitted?.subjectRegExp ?? ''));
    expect(subject).not.toMatch(new RegExp(taken?.subject ?? ''));
  });

  it('is looked up in the publisher’s registry', async () => {
    expect((await sourceOf(ours)).url).toBe('oci://ghcr.io/some-one/take.aways/manifests');
  });
});
