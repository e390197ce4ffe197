/**
 * What a release says about the app, verified by cosign as in k8s/README.md: provenance, bill of materials, advisories. A key
 * pair replaces the identity of the release workflow, whose certificate requires Fulcio and Rekor.
 */
import { execFile, execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { billOfMaterials } from '../../engine/supply/bill-of-materials.js';
import { OciRegistry } from '../../harness/oci-registry.js';
import { findProgram } from '../../lib/programs.js';
import { temporaryDirectory } from '../../lib/temporary-directory.js';
import { skipReason } from '../support/describe-with.js';

const skipped = skipReason(
  ['crane', 'cosign'].filter((program) => !findProgram(program)),
  'Run: .ci/install-supply',
);
const directory = temporaryDirectory();
const inDirectory = (name: string) => join(directory, name);
const cosign = async (...args: readonly string[]): Promise<string> => {
  const environment = { PATH: process.env.PATH, HOME: directory, COSIGN_PASSWORD: '' };
  const options = { cwd: directory, env: environment, timeout: 60_000, maxBuffer: 2 ** 26 };
  return (await promisify(execFile)(findProgram('cosign') ?? 'cosign', args, options)).stdout;
};

/** Provenance as actions/attest states it for a workflow of a repository. */
const provenance = (repository: string, path: string) => ({
  buildDefinition: {
    buildType: 'https://actions.github.io/buildtypes/workflow/v1',
    externalParameters: {
      workflow: { ref: 'refs/tags/v1.0.0', repository: `https://github.com/${repository}`, path },
    },
  },
  runDetails: {
    builder: {
      id: `https://github.com/${repository}/.github/workflows/release.yml@refs/tags/v1.0.0`,
    },
  },
});
const release = '.github/workflows/release.yml';
const ours = 'some-one/takeaways';
const openvex = 'engine/supply/takeaways.openvex.json';

/** The policy of k8s/README.md, for a repository. */
const policy = (repository: string): string => {
  const [, text = ''] =
    /<<END >provenance\.cue\n(.*?)\n\s*END/s.exec(readFileSync('k8s/README.md', 'utf8')) ?? [];
  return text.replaceAll('$repository', repository);
};

describe.skipIf(skipped)(`An attestation${skipped}`, () => {
  let registry: OciRegistry;
  let attested: string;
  let bare: string;
  let foreign: string;
  let byOtherWorkflow: string;

  const attest = (image: string, key: string, type: string, predicate: string) =>
    cosign(
      ...['attest', '--signing-config', 'no-services.json', '--trusted-root', 'no-roots.json'],
      ...['--key', `${key}.key`, '--type', type, '--predicate', predicate, image],
    );

  beforeAll(async () => {
    registry = await OciRegistry.start();
    execFileSync('tar', ['-cf', inDirectory('app.tar'), '-C', 'dist', 'takeaways.wasm']);
    await cosign('signing-config', 'create', '--out', 'no-services.json');
    await cosign('trusted-root', 'create', '--out', 'no-roots.json');
    for (const key of ['release', 'somebody']) {
      await cosign('generate-key-pair', '--output-key-prefix', key);
    }
    const write = (name: string, content: unknown) =>
      writeFileSync(inDirectory(name), JSON.stringify(content));
    write('provenance.json', provenance(ours, release));
    write('other-workflow.json', provenance(ours, '.github/workflows/test.yml'));
    write('bom.json', billOfMaterials());
    writeFileSync(inDirectory('openvex.json'), readFileSync(openvex));
    writeFileSync(inDirectory('provenance.cue'), policy(ours));
    writeFileSync(inDirectory('elsewhere.cue'), policy('some-one-else/takeaways'));

    attested = await registry.push(inDirectory('app.tar'), 'takeaways', '1.0.0');
    await attest(attested, 'release', 'slsaprovenance1', 'provenance.json');
    await attest(attested, 'release', 'cyclonedx', 'bom.json');
    await attest(attested, 'release', 'openvex', 'openvex.json');
    bare = await registry.push(inDirectory('app.tar'), 'bare', '1.0.0');
    foreign = await registry.push(inDirectory('app.tar'), 'fork', '1.0.0');
    await attest(foreign, 'somebody', 'slsaprovenance1', 'provenance.json');
    byOtherWorkflow = await registry.push(inDirectory('app.tar'), 'tested', '1.0.0');
    await attest(byOtherWorkflow, 'release', 'slsaprovenance1', 'other-workflow.json');
  });
  afterAll(() => registry.stop());

  const verify = async (image: string, type: string, ...args: readonly string[]) => {
    const byKey = ['--key', 'release.pub', '--insecure-ignore-tlog=true'];
    const printed = await cosign('verify-attestation', ...byKey, '--type', type, ...args, image);
    const { payload } = z.object({ payload: z.string() }).parse(JSON.parse(printed));
    return z
      .object({ subject: z.array(z.unknown()), predicate: z.looseObject({}) })
      .parse(JSON.parse(Buffer.from(payload, 'base64').toString()));
  };

  it('of provenance is accepted for the digest that it is about', async () => {
    const [sha256] = /[0-9a-f]{64}$/.exec(attested) ?? [];
    expect(await verify(attested, 'slsaprovenance1', '--policy', 'provenance.cue')).toMatchObject({
      subject: [{ digest: { sha256 } }],
      predicate: provenance(ours, release),
    });
  });

  it.each([
    ['cyclonedx', 'components', /quickjs-ng/],
    ['openvex', 'statements', /CVE-2026-0821/],
  ])('of the type %s has its %s', async (type, member, content) => {
    const { predicate } = await verify(attested, type);
    expect(JSON.stringify(predicate[member])).toMatch(content);
  });

  it.each<[string, () => string, string, RegExp]>([
    ['an image without any', () => bare, 'provenance.cue', /no .*attestations/],
    [
      'one signed with another key',
      () => foreign,
      'provenance.cue',
      /accepted signatures do not match/,
    ],
    [
      'the provenance of another workflow',
      () => byOtherWorkflow,
      'provenance.cue',
      /conflicting values/,
    ],
    ['the provenance of another repository', () => attested, 'elsewhere.cue', /conflicting values/],
  ])('is rejected for %s', async (_, image, rules, reason) => {
    await expect(verify(image(), 'slsaprovenance1', '--policy', rules)).rejects.toThrow(reason);
  });
});
