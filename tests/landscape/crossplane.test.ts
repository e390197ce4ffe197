/** What Crossplane makes of our composition, by its own command line: `crossplane render` and `crossplane beta validate`. */
import { spawn } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse, parseAllDocuments, stringify } from 'yaml';
import * as z from 'zod';
import { find, type Manifest, mixing, render } from '../../harness/control-plane/overlays.js';
import { moduleDirectory } from '../../harness/control-plane/schemas.js';
import { freePort } from '../../lib/free-port.js';
import { readVersion } from '../../lib/package.js';
import { findProgram } from '../../lib/programs.js';
import { temporaryDirectory } from '../../lib/temporary-directory.js';
import { skipReason } from '../support/describe-with.js';
import { run } from '../support/run.js';
import { comparable, missingForChart, rendered } from './chart.js';

const folder = 'k8s/crossplane';
const missing = ['crank', 'go'].filter((name) => !findProgram(name));
const skipped = skipReason(missing, 'Run: .ci/install-landscape crank');
const missingToRender = [
  ...missing,
  ...missingForChart,
  ...(findProgram('function-patch-and-transform') ? [] : ['function-patch-and-transform']),
];
const skippedRender = skipReason(
  missingToRender,
  'Get it: https://github.com/crossplane-contrib/function-patch-and-transform',
);

const Example = z.looseObject({ spec: z.record(z.string(), z.unknown()) });
const example = Example.parse(parse(readFileSync(`${folder}/example.yaml`, 'utf8')));
/** @returns path of the example with other fields; those that are undefined are left out */
const service = (fields: Readonly<Record<string, unknown>>): string => {
  const path = join(temporaryDirectory(), 'service.yaml');
  writeFileSync(path, stringify({ ...example, spec: { ...example.spec, ...fields } }));
  return path;
};

const crank = (...args: readonly string[]) => run('crank', args);

const images = 'xpkg.crossplane.io';
let cache: string;
const validate = (...resources: readonly string[]) =>
  crank(
    ...['beta', 'validate', `${folder}/definition.yaml,${folder}/provider.yaml`],
    ...[resources.join(','), `--cache-dir=${cache}`],
    `--crossplane-image=${images}/crossplane/crossplane:v2.2.0`,
  );

describe.skipIf(missing.length > 0)(`Crossplane${skipped}`, () => {
  // What the program would take out of images: the definitions of Crossplane and its provider, here from their modules.
  beforeAll(() => {
    cache = temporaryDirectory();
    const keep = (image: string, definitions: string) => {
      const kept = join(cache, images, image);
      mkdirSync(kept, { recursive: true });
      for (const file of readdirSync(definitions)) {
        copyFileSync(join(definitions, file), join(kept, file));
      }
    };
    keep('crossplane/crossplane@v2.2.0', join(moduleDirectory('crossplane'), 'cluster/crds'));
    const provider = join(moduleDirectory('crossplaneHelm'), 'package/crds');
    keep('crossplane-contrib/provider-helm@v1.2.0', provider);
  });

  it('accepts our definition, composition and example', async () => {
    const files = ['definition', 'composition', 'function', 'provider', 'example'];
    const { ok, stdout, stderr } = await validate(...files.map((file) => `${folder}/${file}.yaml`));
    expect(ok, stdout + stderr).toBe(true);
    expect(stdout).toMatch(/ 5 success cases, 0 failure cases/);
  });

  it.each<[string, Readonly<Record<string, unknown>>, string]>([
    ['replicas without a shared store', { redisSecret: undefined }, 'Set redisSecret'],
    ['no replicas', { replicas: 0 }, 'spec.replicas'],
    ['no version', { version: undefined }, 'spec.version'],
    ['a version that moves', { version: 'latest' }, 'spec.version'],
    ['charts that are in no registry', { charts: 'https://charts.example.com' }, 'spec.charts'],
    ['a misspelt field', { redisSecrets: 'takeaways-redis' }, 'redisSecrets'],
  ])('refuses %s', async (_, fields, named) => {
    const { ok, stdout } = await validate(service(fields));
    expect(ok).toBe(false);
    expect(stdout).toContain(named);
  });

  it('is told versions of our release, and of the provider that it is tested with', () => {
    expect(example.spec.version).toBe(readVersion());
    const provider = readFileSync(`${folder}/provider.yaml`, 'utf8');
    expect(provider).toContain(
      `provider-helm:${/@([^@]+)$/.exec(moduleDirectory('crossplaneHelm'))?.[1]}`,
    );
  });

  describe.skipIf(missingToRender.length > 0)(`with its function${skippedRender}`, () => {
    let port: number;
    let stop: () => void;
    beforeAll(async () => {
      port = await freePort();
      const program = findProgram('function-patch-and-transform') ?? '';
      const args = ['--insecure', `--address=127.0.0.1:${port}`];
      const serving = spawn(program, args, { stdio: 'ignore' });
      stop = () => serving.kill();
      while (!(await accepts(port))) expect(serving.exitCode).toBe(null);
    });
    afterAll(() => stop());

    /** @returns what Crossplane makes of this object; it has been validated */
    const compose = async (fields: Readonly<Record<string, unknown>>): Promise<Manifest[]> => {
      const files = ['composition.yaml', 'function.yaml'].map((file) => join(folder, file));
      const development = [
        'render.crossplane.io/runtime=Development',
        `render.crossplane.io/runtime-development-target=127.0.0.1:${port}`,
      ].flatMap((annotation) => ['-a', annotation]);
      const definition = `--xrd=${folder}/definition.yaml`;
      const { stdout, stderr } = await crank(
        ...['render', service(fields), ...files],
        ...[definition, '--include-full-xr', ...development],
      );
      expect(stderr).toBe('');
      const path = join(temporaryDirectory(), 'rendered.yaml');
      writeFileSync(path, stdout);
      expect((await validate(path)).stdout).toMatch(/ 2 success cases, 0 failure cases/);
      return parseAllDocuments(stdout).map((document) => document.toJS());
    };

    /** @returns the objects that the chart makes of the values in a Release */
    const chartOf = async (release: Manifest | undefined): Promise<Manifest[]> => {
      const { forProvider } = z
        .looseObject({ forProvider: z.looseObject({ values: z.unknown() }) })
        .parse(release?.spec);
      const values = join(temporaryDirectory(), 'values.yaml');
      writeFileSync(values, stringify(forProvider.values));
      return rendered('-f', values);
    };
    const releaseIn = (objects: readonly Manifest[]) =>
      objects.find(({ kind }) => kind === 'Release');

    it('makes a namespace with the labels of ours', async () => {
      const ours = find(await render('local'), 'Namespace', 'takeaways');
      const made = find(await compose({ namespace: undefined }), 'Namespace', 'takeaways');
      expect(made.metadata?.labels).toMatchObject(ours.metadata?.labels ?? {});
    });

    it('makes the objects of the overlay local, where only the chart is named', async () => {
      const fields = { replicas: undefined, redisSecret: undefined, host: undefined };
      const release = releaseIn(await compose(fields));
      expect(await chartOf(release)).toEqual(comparable(await render('local')));
    });

    it('makes replicas over one Valkey, behind the gateway', async () => {
      const release = releaseIn(await compose({ namespace: 'mine' }));
      expect(release?.metadata?.namespace).toBe('mine');
      expect(release?.spec).toMatchObject({
        forProvider: { chart: { repository: example.spec.charts, version: readVersion() } },
      });
      const overlay = `${mixing('gateway', 'redis')}
images: [{name: registry.invalid/takeaways, newName: registry.localhost:5000/takeaways, newTag: ${readVersion()}}]
patches: [{target: {kind: SpinApp}, patch: '[{"op": "replace", "path": "/spec/replicas", "value": 3}]'}]
`;
      // The Secret is the user's.
      const expected = (await render(overlay)).filter(({ kind }) => kind !== 'Secret');
      expect(await chartOf(release)).toEqual(comparable(expected));
    });
  });
});

/** Whether something listens on a port of this machine. */
const accepts = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port });
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });
