import { afterAll, beforeAll, describe } from 'vitest';
import { HostProcess } from '../../../harness/local-host.js';
import { token } from '../../support/publishing.js';
import { itSurvivesBrokenRequests } from '../broken-requests.js';

describe.each(['spin.toml', 'spin-quickjs.toml'])('%s on the local host', (from) => {
  let host: HostProcess;
  beforeAll(async () => {
    host = await HostProcess.start({
      from,
      args: ['--quiet', '--variable', `publish_token=${token}`],
    });
  });
  afterAll(() => host.stop());

  itSurvivesBrokenRequests(() => host);
});
