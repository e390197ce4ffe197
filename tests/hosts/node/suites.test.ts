/** The server for plain Node passes the common suites. */
import { expect, it } from 'vitest';
import { ContainerServer } from '../../../harness/node.js';
import { runSuite } from '../../../harness/suite.js';
import { token } from '../../support/publishing.js';

it.each(['e2e', 'publishing'] as const)('passes the suite %s over SQLite', async (suite) => {
  const server = await ContainerServer.start({ env: { TAKEAWAYS_PUBLISH_TOKEN: token } });
  const { passed, failed } = await runSuite(suite, server.url, token);
  expect(failed).toEqual([]);
  expect(passed).toBeGreaterThan(suite === 'e2e' ? 300 : 10);
  expect(await server.stop()).toMatchObject({ code: 0, stderr: '' });
});
