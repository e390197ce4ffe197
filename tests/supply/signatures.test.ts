/**
 * Real signatures of real artifacts, in a registry on loopback: what cosign makes of them. A key pair stands
 * in for the identity of the release workflow, because a certificate of that identity takes Fulcio, and its proof Rekor.
 */
import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { crane, OciRegistry } from '../support/oci-registry.js';
import { findProgram } from '../support/programs.js';

const skippedWithout = (programs: readonly string[], script: string): string => {
  const missing = programs.filter((program) => !findProgram(program));
  return missing.length > 0 ? ` (skipped: ${missing.join(', ')} missing; run ${script})` : '';
};
const withoutCosign = skippedWithout(['crane', 'cosign'], '.ci/install-supply');
let directory: string;
const inDirectory = (name: string) => join(directory, name);

/** Runs a program in the tests' directory, which is its home too, so that it finds nobody's keys or caches. */
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
/** Where cosign keeps the signatures of an image, in a registry that can't list them. */
const signaturesOf = (image: string) => image.replace('@sha256:', ':sha256-');

describe.skipIf(withoutCosign)(`A signature${withoutCosign}`, () => {
  let registry: OciRegistry;
  let signed: string;
  let unsigned: string;
  let foreign: string;
  let tampered: string;
  let elsewhere: string;

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'takeaways-signatures-'));
    registry = await OciRegistry.start();
    execFileSync('tar', ['-cf', inDirectory('app.tar'), '-C', 'dist', 'takeaways.wasm']);
    writeFileSync(inDirectory('other.txt'), 'Nobody signed this.\n');
    execFileSync('tar', ['-cf', inDirectory('other.tar'), '-C', directory, 'other.txt']);
    await cosign('signing-config', 'create', '--out', 'no-services.json');
    await cosign('trusted-root', 'create', '--out', 'no-roots.json');
    for (const key of ['release', 'somebody']) {
      await cosign('generate-key-pair', '--output-key-prefix', key);
    }

    signed = await registry.push(inDirectory('app.tar'), 'takeaways', '1.0.0');
    await sign(signed, 'release');
    unsigned = await registry.push(inDirectory('other.tar'), 'takeaways', 'unsigned');
    foreign = await registry.push(inDirectory('app.tar'), 'fork', '1.0.0');
    await sign(foreign, 'somebody');
    elsewhere = await registry.push(inDirectory('app.tar'), 'elsewhere', '1.0.0');

    // The signed manifest with one annotation more, and the true one's signature beside it.
    const changed = `${registry.host}/takeaways:tampered`;
    await crane('mutate', signed, '--annotation', 'changed=yes', '--tag', changed);
    const { stdout } = await crane('digest', changed);
    tampered = `${registry.host}/takeaways@${stdout.trim()}`;
    await crane('copy', signaturesOf(signed), signaturesOf(tampered));
  });
  afterAll(async () => {
    await registry.stop();
    rmSync(directory, { recursive: true });
  });

  describe('that cosign verifies', () => {
    const verify = (image: string) =>
      cosign('verify', '--key', 'release.pub', '--insecure-ignore-tlog=true', image);

    it('is that of the very digest', async () => {
      expect(await verify(signed)).toContain(`"docker-manifest-digest":"${digestOf(signed)}"`);
    });

    it.each<[string, () => string, RegExp]>([
      ['an image that nobody signed', () => unsigned, /no signatures found/],
      ['one that somebody else signed', () => foreign, /accepted signatures do not match/],
      ['one with another’s signature', () => tampered, /artifact digest does not match/],
      ['a copy that left the signature behind', () => elsewhere, /no signatures found/],
    ])('is not found on %s', async (_, image, reason) => {
      await expect(verify(image())).rejects.toThrow(reason);
    });
  });
});
