import { afterAll, beforeAll } from 'vitest';
import { spin as runtime, SpinProcess } from '../../../harness/spin.js';
import { itSurvivesBrokenRequests } from '../../hosts/broken-requests.js';
import { describeWith } from '../../support/describe-with.js';
import { token } from '../../support/publishing.js';

describeWith(runtime, 'the service', () => {
  let spin: SpinProcess;
  beforeAll(async () => {
    spin = await SpinProcess.start({
      args: ['--quiet', '--variable', `publish_token=${token}`],
    });
  });
  afterAll(() => spin.stop());

  itSurvivesBrokenRequests(() => spin);
});
