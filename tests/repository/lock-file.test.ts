/** What `npm ci` and `npm sbom` need of package-lock.json, on whatever platform they run. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';

const versions = z.record(z.string(), z.string()).default({});
const Package = z.object({
  version: z.string().optional(),
  integrity: z.string().optional(),
  link: z.boolean().optional(),
  resolved: z.string().optional(),
  optionalDependencies: versions,
});
type Packages = Readonly<Record<string, z.infer<typeof Package>>>;
const LockFile = z.object({
  lockfileVersion: z.literal(3),
  packages: z.record(z.string(), Package),
});
const text = readFileSync('package-lock.json', 'utf8');
const { packages } = LockFile.parse(JSON.parse(text));

/** The package that Node would find under a name: in the nearest node_modules, going up. */
const find = (packages: Packages, place: string, name: string): Packages[string] | undefined => {
  const found = packages[`${place && `${place}/`}node_modules/${name}`];
  if (found || place === '') return found;
  const above = place.lastIndexOf('/node_modules/');
  return find(packages, above < 0 ? '' : place.slice(0, above), name);
};

/** Optional packages are those of other platforms; npm leaves out of the lock file what it cannot resolve. */
const missingFrom = (packages: Packages): string[] =>
  Object.entries(packages).flatMap(([place, { optionalDependencies }]) =>
    Object.entries(optionalDependencies)
      .filter(([name, version]) => {
        const found = find(packages, place, name);
        return !found || (/^\d+\.\d+\.\d+$/.test(version) && found.version !== version);
      })
      .map(([name, version]) => `${name} ${version}, which ${place} needs on its platform`),
  );

describe('The lock file', () => {
  it('has the packages of every platform', () => {
    expect(missingFrom(packages)).toEqual([]);
  });

  it.each([
    ['is not there', {}],
    ['has another version', { 'node_modules/@tool/windows': { version: '1.0.0' } }],
  ])('would be refused where a platform’s package %s', (_, others) => {
    const tool = { optionalDependencies: { '@tool/windows': '2.0.0' } };
    const given = { lockfileVersion: 3, packages: { 'node_modules/tool': tool, ...others } };
    expect(missingFrom(LockFile.parse(given).packages)).toEqual([
      '@tool/windows 2.0.0, which node_modules/tool needs on its platform',
    ]);
  });

  /**
   * What componentize-qjs 0.4.5 says it needs there is in no registry, and npm leaves it out where it is missing.
   * An earlier version has the packages, but cannot drop the host's resources, without which no response ends.
   */
  const unpublished = ['linux-arm64-musl', 'win32-arm64-msvc', 'win32-x64-msvc'].map(
    (platform) => `node_modules/@andreiltd/componentize-qjs-binding-${platform}`,
  );

  it('has the digest of each package, except of those that were never published', () => {
    const withoutDigest = Object.entries(packages)
      .filter(([place, { integrity, link }]) => /node_modules/.test(place) && !integrity && !link)
      .map(([place]) => place);
    expect(withoutDigest).toEqual(unpublished);
  });

  it('names no registry, so that everyone installs from their own', () => {
    const addresses = Object.values(packages).flatMap(({ resolved = '' }) => resolved);
    expect(addresses.filter((address) => /^[a-z+]+:/.test(address))).toEqual([]);
    expect(readFileSync('.npmrc', 'utf8')).toMatch(/^omit-lockfile-registry-resolved=true$/m);
  });

  it('puts where componentize-js finds it what it imports without declaring it', () => {
    expect(packages).toHaveProperty('node_modules/@bytecodealliance/preview2-shim');
  });
});

describe('npm sbom', () => {
  const Bom = z.object({
    bomFormat: z.literal('CycloneDX'),
    components: z.array(
      z.object({
        name: z.string(),
        version: z.string(),
        properties: z.array(z.object({ name: z.string() })),
        hashes: z.array(z.object({ alg: z.string() })).optional(),
      }),
    ),
  });
  const developed = 'cdx:npm:package:development';
  const command = ['sbom', '--sbom-format', 'cyclonedx', '--package-lock-only'];

  it('lists what is locked, and tells what runs from what only builds and tests', () => {
    const printed = execFileSync('npm', command, {
      encoding: 'utf8',
      maxBuffer: 2 ** 26,
      stdio: ['ignore', 'pipe', 'ignore'],
      shell: process.platform === 'win32',
    });
    const { components } = Bom.parse(JSON.parse(printed));
    const listed = (name: string) => {
      const version = packages[`node_modules/${name}`]?.version;
      return components.find((one) => one.name === name && one.version === version);
    };
    expect(listed('zod')).toMatchObject({ properties: [], hashes: [{ alg: 'SHA-512' }] });
    expect(listed('vitest')).toMatchObject({ properties: [{ name: developed }] });
    // Its JavaScript engine is in every component that it makes.
    expect(listed('@bytecodealliance/componentize-js')).toMatchObject({ properties: [] });
  });
});
