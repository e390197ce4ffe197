/** The image as apko makes it of the same root file system, packed as a package of Alpine's. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { lstatSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod';
import { containerObstacle, ImageContainer, unpackImage } from '../../../harness/container.js';
import { findProgram } from '../../../lib/programs.js';
import { temporaryDirectory } from '../../../lib/temporary-directory.js';
import { skipReason } from '../../support/describe-with.js';

const apko = findProgram('apko');
const obstacle = containerObstacle();
const skipped =
  skipReason(apko ? [] : ['apko'], 'Run: .ci/install-landscape apko') ||
  (obstacle ? ` (SKIPPED: ${obstacle})` : '');

/** @returns each file of a root file system with its permissions, owner and digest */
const listing = (root: string): Map<string, string> =>
  new Map(
    readdirSync(root, { recursive: true, encoding: 'utf8' }).map((path) => {
      const status = lstatSync(join(root, path));
      const digest = status.isFile()
        ? createHash('sha256')
            .update(readFileSync(join(root, path)))
            .digest('hex')
        : '';
      return [path, `${status.mode.toString(8)} ${status.uid}:${status.gid} ${digest}`];
    }),
  );

describe.skipIf(skipped)(`The image made by apko${skipped}`, () => {
  const directory = temporaryDirectory();
  const layout = join(directory, 'layout');
  const rootfs = join(directory, 'rootfs');
  /** A JSON document of the layout. */
  const blob = (digest: string): unknown =>
    JSON.parse(readFileSync(join(layout, 'blobs/sha256', digest.replace('sha256:', '')), 'utf8'));
  const Descriptor = z.object({ digest: z.string() });
  const manifest = () => {
    const index = z
      .object({ manifests: z.tuple([Descriptor]) })
      .parse(JSON.parse(readFileSync(join(layout, 'index.json'), 'utf8')));
    return z
      .object({ config: Descriptor, layers: z.tuple([Descriptor]) })
      .parse(blob(index.manifests[0].digest));
  };

  beforeAll(() => {
    execFileSync('runtimes/container/apk.sh', ['dist/container/rootfs', 'dist/container/packages']);
    mkdirSync(layout);
    mkdirSync(rootfs);
    const options = ['--ignore-signatures', '--sbom=false', '--arch', 'host'];
    const configuration = ['runtimes/container/apko.yaml', 'takeaways-node:latest', layout];
    execFileSync(apko ?? '', ['build', ...options, ...configuration], { stdio: 'pipe' });
    const { digest } = manifest().layers[0];
    const layer = join(layout, 'blobs/sha256', digest.replace('sha256:', ''));
    execFileSync('tar', ['-xzpf', layer, '--numeric-owner', '-C', rootfs, '--exclude', 'dev/*']);
  });

  it('has every file of ours, with the same bytes, permissions and owners', () => {
    const theirs = listing(rootfs);
    const different = [...listing(unpackImage())].filter(
      ([path, file]) => theirs.get(path) !== file,
    );
    expect(different.map(([path]) => path)).toEqual([]);
  });

  it('adds the records of a package manager, and folders', () => {
    const ours = listing(unpackImage());
    const added = [...listing(rootfs).keys()].filter((path) => !ours.has(path));
    const folders = new Set(
      added.map((path) => /^[^/]+(\/lib\/apk|\/apk|\/cache)?/.exec(path)?.[0]),
    );
    expect([...folders].sort()).toEqual([
      ...['dev', 'etc/apk', 'lib/apk', 'opt', 'proc', 'tmp', 'usr', 'usr/lib/apk', 'var/cache'],
    ]);
  });

  it('has the same settings', () => {
    expect(blob(manifest().config.digest)).toMatchObject({
      config: {
        User: '65532',
        WorkingDir: '/data',
        Entrypoint: ['/bin/node', '/app/server.mjs'],
        Env: expect.arrayContaining([
          'TAKEAWAYS_LISTEN=0.0.0.0:8080',
          'TAKEAWAYS_STORE=sqlite:/data/takeaways.db',
        ]),
        Volumes: { '/data': {} },
        StopSignal: 'SIGTERM',
      },
    });
  });

  it('answers, run by runc', async () => {
    const container = await ImageContainer.start({}, rootfs);
    expect((await container.fetch('/readyz')).status).toBe(200);
    expect(await container.stop()).toMatchObject({ code: 0, stderr: '' });
  });
});
