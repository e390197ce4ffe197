/** The statements about advisories, as scanners read them, and compared with the advisories that npm knows. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { billOfMaterials } from '../../engine/supply/bill-of-materials.js';
import { findProgram } from '../../lib/programs.js';
import { skipReason } from '../support/describe-with.js';

const run = promisify(execFile);
const file = 'engine/supply/takeaways.openvex.json';
const program = findProgram('openvex-check');
const skipped = skipReason(program ? [] : ['openvex-check'], 'Run: .ci/install-supply');

describe.skipIf(!program)(`OpenVEX's library${skipped}`, () => {
  let bom: ReturnType<typeof billOfMaterials>;
  let app: string;
  // Not while tests are declared: it needs npm.
  beforeAll(() => {
    bom = billOfMaterials();
    app = bom.metadata.component.purl;
  });
  const purlOf = (part: string) => bom.components.find(({ name }) => name === part)?.purl ?? part;
  const check = async (...args: string[]): Promise<string> =>
    (await run(program ?? '', [file, ...args])).stdout.trim();

  it('finds the document valid', async () => {
    expect(await check()).toBe('');
  });

  it.each([
    ['CVE-2026-0821', 'quickjs-ng', 'fixed'],
    ['GHSA-rcpp-qhfh-r47v', 'quickjs-ng', 'fixed'],
    ['CVE-2026-8389', 'spidermonkey', 'not_affected'],
    ['CVE-2026-2762', 'spidermonkey', 'under_investigation'],
    ['CVE-2025-15467', 'openssl', 'not_affected'],
  ])('reads of %s in %s: %s', async (advisory, part, status) => {
    expect(await check(advisory, app, purlOf(part))).toBe(status);
  });

  it.each([
    ['another version of the part', () => [app, 'pkg:generic/openssl@3.0.16']],
    ['another release of the app', () => ['pkg:npm/takeaways@0.1.0', purlOf('openssl')]],
  ])('finds nothing about %s', async (_, names) => {
    expect(await check('CVE-2025-15467', ...names())).toBe('none');
  });
});

const Audit = z.object({
  vulnerabilities: z.record(
    z.string(),
    z.object({ via: z.array(z.union([z.string(), z.object({ url: z.string() })])) }),
  ),
});
/** What `npm audit` says of the packages that are not only for development; the reason if the registry has no advisories. */
const audit = async (): Promise<z.infer<typeof Audit> | string> => {
  // It exits with 1 if it finds anything.
  const { stdout } = await run('npm', ['audit', '--json', '--omit=dev'], { timeout: 50_000 }).catch(
    (error: unknown) => z.object({ stdout: z.string() }).parse(error),
  );
  const answer: unknown = JSON.parse(stdout || '{}');
  const { data } = Audit.safeParse(answer);
  const failure = z.object({ message: z.string() }).safeParse(answer);
  return data ?? failure.data?.message.replace(/ - .*/, '') ?? 'no answer';
};
const audited = await audit();
const noAudit =
  typeof audited === 'string' ? ` (SKIPPED: the registry has no advisories: ${audited})` : '';

it.skipIf(noAudit)(`Each advisory that npm knows has a statement${noAudit}`, () => {
  if (typeof audited === 'string') throw new Error(audited);
  const { statements } = z
    .object({
      statements: z.array(
        z.object({
          vulnerability: z.object({
            name: z.string(),
            aliases: z.array(z.string()).optional(),
          }),
        }),
      ),
    })
    .parse(JSON.parse(readFileSync(file, 'utf8')));
  const stated = new Set(
    statements.flatMap(({ vulnerability: { name, aliases = [] } }) => [name, ...aliases]),
  );
  const known = Object.values(audited.vulnerabilities).flatMap(({ via }) =>
    via.flatMap((one) => (typeof one === 'string' ? [] : one.url.replace(/^.*\//, ''))),
  );
  expect(known.filter((advisory) => !stated.has(advisory))).toEqual([]);
});
