/** Spin passes all suites with this repository's manifests. */

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { spin as runtime, SpinProcess } from '../../../harness/spin.js';
import { runSuite } from '../../../harness/suite.js';
import { describeWith } from '../../support/describe-with.js';
import { token } from '../../support/publishing.js';

describe.each(['spin.toml', 'spin-quickjs.toml'])('%s', (from) => {
  describeWith(runtime, 'spin up', () => {
    let spin: SpinProcess;
    beforeAll(async () => {
      spin = await SpinProcess.start({
        from,
        args: ['--quiet', '--variable', `publish_token=${token}`],
      });
    });
    afterAll(() => spin?.stop());

    it('passes the end-to-end tests', async () => {
      const { passed, failed, skipped } = await runSuite('e2e', spin.url);
      expect(failed).toEqual([]);
      expect(passed).toBeGreaterThan(300);
      // Spin answers such headers with 500 before the component sees them.
      expect(skipped).toEqual(['headers with bytes beyond ASCII are accepted']);
    });

    it('passes the publishing tests, with its token', async () => {
      const { passed, failed } = await runSuite('publishing', spin.url, token);
      expect(failed).toEqual([]);
      expect(passed).toBeGreaterThan(10);
    });

    it('passes the browser tests', async () => {
      const { passed, failed, skipped } = await runSuite('browser', spin.url);
      expect(failed).toEqual([]);
      const isThereBrowser = !skipped.some((name) => name.includes('SKIPPED: there is no'));
      if (isThereBrowser) expect(passed).toBeGreaterThan(50);
    });
  });
});
