/** The contents, privileges and behaviour of the image. */

import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ImageContainer, unpackImage } from '../../../harness/container.js';
import { runSuite } from '../../../harness/suite.js';
import { temporaryDirectory } from '../../../lib/temporary-directory.js';
import { describeWithContainers } from '../../support/describe-with.js';
import { token } from '../../support/publishing.js';

describeWithContainers('the image, run by runc', () => {
  it('has no shell and no setuid files', () => {
    const rootfs = unpackImage();
    for (const path of ['bin/sh', 'usr/bin', 'sbin'])
      expect(existsSync(join(rootfs, path))).toBe(false);
    expect(execFileSync('find', [rootfs, '-perm', '/6000'], { encoding: 'utf8' })).toBe('');
    expect(readFileSync(join(rootfs, 'etc/passwd'), 'utf8')).toContain('nonroot:x:65532:65532');
  });

  it('is writable only by its user, and only below /data', () => {
    const rootfs = unpackImage();
    const find = (...test: string[]) =>
      execFileSync('find', [rootfs, ...test, '-printf', '%P\n'], { encoding: 'utf8' });
    expect(find('-perm', '/022', '!', '-type', 'l')).toBe('');
    expect(find('-uid', '65532')).toBe('data\n');
  });

  it('runs on a read-only root without root privileges or capabilities', async () => {
    const script = `
      const { readFileSync, writeFileSync } = require('node:fs');
      writeFileSync('/data/x', '');
      try { writeFileSync('/app/x', ''); } catch ({ code }) { console.log(code); }
      console.log(process.getuid() + ' ' + process.getgid());
      console.log(readFileSync('/proc/self/status', 'utf8').match(/^(Cap|NoNewPrivs).*$/gm).join('\\n'));`;
    const { stdout, stderr, code } = await ImageContainer.run('/bin/node', '-e', script);
    expect({ stderr, code }).toEqual({ stderr: '', code: 0 });
    expect(stdout.replace(/\t/g, ' ').split('\n')).toEqual([
      'EROFS',
      '65532 65532',
      ...['Inh', 'Prm', 'Eff', 'Bnd', 'Amb'].map((set) => `Cap${set}: 0000000000000000`),
      'NoNewPrivs: 1',
      '',
    ]);
  });

  it.each(['e2e', 'publishing'] as const)('passes the suite %s', async (suite) => {
    const container = await ImageContainer.start({ TAKEAWAYS_PUBLISH_TOKEN: token });
    const { passed, failed } = await runSuite(suite, container.url, token);
    expect(failed).toEqual([]);
    expect(passed).toBeGreaterThan(suite === 'e2e' ? 300 : 10);
    expect(await container.stop()).toMatchObject({ code: 0, stderr: '' });
  });

  it('has a Node whose SQLite passes the store contract', () => {
    const printed = execFileSync(
      join(unpackImage(), 'bin/node'),
      [
        ...['node_modules/vitest/vitest.mjs', 'run', '--project', 'container'],
        ...[
          'tests/hosts/node/open-store.test.ts',
          '--testNamePattern',
          'SQLite',
          '--reporter',
          'verbose',
        ],
      ],
      { encoding: 'utf8', env: { PATH: process.env.PATH, NO_COLOR: '1' } },
    );
    expect(printed).toMatch(/✓ .*SQLite \(of Node 24.* > returns what was set/);
  });

  it('completes requests in flight on shutdown', async () => {
    const container = await ImageContainer.start({ TAKEAWAYS_FAULTS: 'delay=1000ms' });
    const answer = container.fetch('/v1/meta');
    await container.fetch('/healthz');
    const ending = container.stop();
    expect((await answer).status).toBe(200);
    expect((await ending).code).toBe(0);
  });

  it('is reproducible bit by bit', () => {
    const rootfs = join(temporaryDirectory(), 'rootfs');
    const again = join(temporaryDirectory(), 'image');
    execFileSync('runtimes/container/rootfs.sh', ['dist/container/server.js', rootfs]);
    execFileSync('runtimes/container/image.sh', [rootfs, again]);
    const index = (layout: string) => readFileSync(join(layout, 'index.json'), 'utf8');
    expect(index(again)).toBe(index('dist/container/image'));
  });
});
