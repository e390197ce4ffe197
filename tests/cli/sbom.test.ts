import { readFileSync } from 'node:fs';
import { Spec, Validation } from '@cyclonedx/cyclonedx-library';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { sbomOf } from '../../cli/sbom.js';

const lockFile = readFileSync('package-lock.json', 'utf8');
const lock = z
  .object({
    packages: z.record(
      z.string(),
      z.looseObject({ version: z.string().optional(), link: z.boolean().optional() }),
    ),
  })
  .parse(JSON.parse(lockFile));

const Bom = z.object({
  components: z.array(
    z.looseObject({
      'bom-ref': z.string(),
      name: z.string(),
      group: z.string().optional(),
      version: z.string(),
      scope: z.string(),
      purl: z.string(),
      hashes: z.array(z.object({ alg: z.string(), content: z.string() })).optional(),
    }),
  ),
  dependencies: z.array(z.object({ ref: z.string(), dependsOn: z.array(z.string()).optional() })),
});
const text = sbomOf(lockFile);
const bom = Bom.parse(JSON.parse(text));

const component = (place: string) => bom.components.find((one) => one['bom-ref'] === place);
const dependenciesOf = (ref: string) => bom.dependencies.find((one) => one.ref === ref)?.dependsOn;

const faultsOf = (document: string) =>
  new Validation.JsonStrictValidator(Spec.Version.v1dot6).validate(document);

describe('The bill of materials', () => {
  it('is valid CycloneDX 1.6, by its schema', async () => {
    expect(await faultsOf(text)).toBeNull();
  });

  it('would not be, with a scope that CycloneDX does not know', async () => {
    expect(await faultsOf(text.replace('"required"', '"needed"'))).not.toBeNull();
  });

  it('lists every package of the lock file, and nothing else', () => {
    const installed = Object.entries(lock.packages)
      .filter(([place, { link, version }]) => place && !link && version)
      .map(([place]) => place);
    expect(bom.components.map((one) => one['bom-ref']).sort()).toEqual(installed.sort());
  });

  it('identifies a package by its address, its version and the digest of its archive', () => {
    const { integrity } = z
      .object({ integrity: z.string() })
      .parse(lock.packages['node_modules/zod']);
    const content = Buffer.from(integrity.replace('sha512-', ''), 'base64').toString('hex');
    const { version } = lock.packages['node_modules/zod'] ?? {};
    expect(component('node_modules/zod')).toMatchObject({
      purl: `pkg:npm/zod@${version}`,
      hashes: [{ alg: 'SHA-512', content }],
      scope: 'required',
    });
  });

  it('tells what runs from what only builds and tests', () => {
    expect(component('node_modules/vitest')?.scope).toBe('excluded');
    expect(component('node_modules/pino')?.scope).toBe('required');
  });

  it('counts the engine that is in every component as something that runs', () => {
    expect(component('node_modules/@bytecodealliance/componentize-js')?.scope).toBe('required');
  });

  it('says what depends on what, as Node would find it', () => {
    expect(dependenciesOf('.')).toContain('node_modules/zod');
    const known = new Set(['.', ...bom.components.map((one) => one['bom-ref'])]);
    for (const { ref, dependsOn = [] } of bom.dependencies) {
      for (const dependency of [ref, ...dependsOn]) expect(known).toContain(dependency);
    }
  });

  it('is the same for the same lock file', () => {
    expect(sbomOf(lockFile)).toBe(text);
  });
});
