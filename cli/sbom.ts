/**
 * `npm run sbom`: what the project is made of, as a CycloneDX 1.6 document in dist/takeaways.cdx.json. It is made
 * from package-lock.json alone, so that equal lock files give equal documents.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { argv } from 'node:process';
import { fileURLToPath } from 'node:url';
import { Enums, Models, Serialize, Spec } from '@cyclonedx/cyclonedx-library';
import { PackageURL } from 'packageurl-js';
import { z } from 'zod';

const Package = z.object({
  name: z.string().optional(),
  version: z.string().optional(),
  integrity: z.string().optional(),
  license: z.string().optional(),
  dev: z.boolean().default(false),
  optional: z.boolean().default(false),
  link: z.boolean().default(false),
  dependencies: z.record(z.string(), z.string()).default({}),
  devDependencies: z.record(z.string(), z.string()).default({}),
  optionalDependencies: z.record(z.string(), z.string()).default({}),
});
type Package = z.infer<typeof Package>;

const LockFile = z.object({
  lockfileVersion: z.literal(3),
  packages: z.record(z.string(), Package),
});

/** A tool by its place, yet its JavaScript engine is in every component that it makes. */
const inTheComponent = 'node_modules/@bytecodealliance/componentize-js';

/**
 * @param lockFile the text of a package-lock.json, version 3
 * @returns a CycloneDX document as JSON: the application, each package with its digest, licence and dependencies.
 *   Scope `required` is what runs, `optional` what runs on some platforms, `excluded` what only builds and tests.
 * @throws where the text is no such lock file
 */
export const sbomOf = (lockFile: string): string => {
  const { packages } = LockFile.parse(JSON.parse(lockFile));
  const installed = Object.entries(packages).filter(
    ([, { link, version }]) => !link && version !== undefined,
  );
  const components = new Map(installed.map(([place, found]) => [place, componentOf(place, found)]));

  for (const [place, found] of installed) {
    for (const name of namesOfDependencies(found)) {
      const dependency = resolve(place, name, components);
      if (dependency) components.get(place)?.dependencies.add(dependency.bomRef);
    }
  }

  const application = components.get('');
  if (!application) throw new Error('package-lock.json does not describe its own project.');
  components.delete('');
  const bom = new Models.Bom({
    metadata: new Models.Metadata({ component: application }),
    components: new Models.ComponentRepository(components.values()),
  });
  const factory = new Serialize.JSON.Normalize.Factory(Spec.Spec1dot6);
  return `${new Serialize.JsonSerializer(factory).serialize(bom, { sortLists: true, space: 2 })}\n`;
};

const componentOf = (place: string, found: Package): Models.Component => {
  const isApplication = place === '';
  const [name = '', group] = nameOf(place, found).split('/').reverse();
  const version = found.version ?? '';
  const component = new Models.Component(
    isApplication ? Enums.ComponentType.Application : Enums.ComponentType.Library,
    name,
    {
      bomRef: place || '.',
      version,
      purl: new PackageURL('npm', group, name, version, undefined, undefined).toString(),
    },
  );
  if (group) component.group = group;
  if (!isApplication) component.scope = scopeOf(place, found);
  if (found.license) component.licenses.add(new Models.LicenseExpression(found.license));
  for (const [algorithm, digest] of digestsOf(found)) component.hashes.set(algorithm, digest);
  return component;
};

const nameOf = (place: string, found: Package): string =>
  found.name ?? place.split('node_modules/').at(-1) ?? '';

const scopeOf = (place: string, { dev, optional }: Package): Enums.ComponentScope => {
  if (place === inTheComponent) return Enums.ComponentScope.Required;
  if (dev) return Enums.ComponentScope.Excluded;
  return optional ? Enums.ComponentScope.Optional : Enums.ComponentScope.Required;
};

const algorithms: Readonly<Record<string, Enums.HashAlgorithm>> = {
  sha1: Enums.HashAlgorithm['SHA-1'],
  sha256: Enums.HashAlgorithm['SHA-256'],
  sha512: Enums.HashAlgorithm['SHA-512'],
};

/** The digests of a package's archive: Subresource Integrity says them in base64, CycloneDX in hexadecimal. */
const digestsOf = ({ integrity = '' }: Package): [Enums.HashAlgorithm, string][] =>
  integrity.split(' ').flatMap((entry) => {
    const [name = '', digest = ''] = entry.split(/-(.*)/s);
    const algorithm = algorithms[name];
    return algorithm ? [[algorithm, Buffer.from(digest, 'base64').toString('hex')]] : [];
  });

const namesOfDependencies = (found: Package): string[] => [
  ...new Set(
    [found.dependencies, found.optionalDependencies, found.devDependencies].flatMap(Object.keys),
  ),
];

/** The package that Node would find under a name: in the nearest node_modules, going up. */
const resolve = (
  place: string,
  name: string,
  components: ReadonlyMap<string, Models.Component>,
): Models.Component | undefined => {
  const found = components.get(join(place, 'node_modules', name));
  if (found || place === '') return found;
  const above = place.lastIndexOf('node_modules/');
  return resolve(above > 0 ? place.slice(0, above - 1) : '', name, components);
};

if (argv[1] === fileURLToPath(import.meta.url)) {
  const target = join('dist', 'takeaways.cdx.json');
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, sbomOf(readFileSync('package-lock.json', 'utf8')));
  console.log(target);
}
