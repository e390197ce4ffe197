import { afterAll, beforeAll, describe } from 'vitest';
import { HostProcess } from '../../../harness/local-host.js';
import { token } from '../../support/publishing.js';
import { itSurvivesBrokenRequests } from '../broken-requests.js';

describe('the service on the local host', () => {
  let host: HostProcess;
  beforeAll(async () => {
    host = await HostProcess.start({
      args: ['--quiet', '--variable', `publish_token=${token}`],
    });
  });
  afterAll(() => host.stop());

  itSurvivesBrokenRequests(() => host);
});
