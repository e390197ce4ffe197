/**
 * `npm run bump -- <version>`: after npm has raised the version in package.json, this states it wherever else it
 * stands, and closes the section of the changelog that was open.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { readVersion } from '../lib/package.js';

/** A file that states the version, and how: the version is between the two groups. */
export interface Statement {
  readonly file: string;
  readonly pattern: RegExp;
}

const number = String.raw`\d+\.\d+\.\d+(?:-[\w.]+)?`;
const statement = (file: string, before: string, after: string): Statement => ({
  file,
  pattern: new RegExp(`^(${before})${number}(${after})$`, 'gm'),
});

export const statements: readonly Statement[] = [
  ...['spin.toml', 'spin-quickjs.toml'].map((file) => statement(file, 'version = "', '"')),
  ...[
    ...['bench-container', 'bench-spin', 'bench-spin-quickjs', 'local'].map(
      (overlay) => `k8s/overlays/${overlay}`,
    ),
    'bench/kubernetes/noop',
  ].map((directory) => statement(`${directory}/kustomization.yaml`, ' +newTag: ', '')),
  statement('charts/takeaways/Chart.yaml', '(?:version|appVersion): ', ''),
  statement('engine/supply/takeaways.openvex.json', ' *"@id": "pkg:npm/takeaways@', '",'),
  statement('k8s/crossplane/example.yaml', ' +version: ', ''),
  // The commands that a reader repeats, not the output of earlier runs.
  statement('k8s/README.md', String.raw` *\$ spin registry push .*/takeaways:`, ''),
];

const changelog = 'CHANGELOG.md';
const openTitle = '## Unreleased';

/** @throws Error if something is in the way of a new version: then nothing has been changed yet */
const check = (): void => {
  for (const { file, pattern } of statements) {
    if (readFileSync(file, 'utf8').search(pattern) < 0) {
      throw new Error(
        `Expected ${file} to state the version, as ${pattern}. Correct cli/set-version.ts.`,
      );
    }
  }
  const [, below = ''] = readFileSync(changelog, 'utf8').split(`${openTitle}\n`);
  if (/^\s*(## |$)/.test(below)) {
    throw new Error(`Expected changes under "${openTitle}" in ${changelog}. Describe them first.`);
  }
};

/** States the version everywhere; what was unreleased is this version's from now on. */
const stateVersion = (version: string, date: string): void => {
  for (const { file, pattern } of statements) {
    const stated = (_: string, before: string, after: string) => `${before}${version}${after}`;
    writeFileSync(file, readFileSync(file, 'utf8').replace(pattern, stated));
  }
  const changes = readFileSync(changelog, 'utf8');
  writeFileSync(changelog, changes.replace(openTitle, `${openTitle}\n\n## ${version} (${date})`));
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (process.argv.includes('--check')) check();
  else stateVersion(readVersion(), new Date().toISOString().slice(0, 10));
}
