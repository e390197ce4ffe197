import { afterAll, beforeAll, describe } from 'vitest';
import { spin as runtime, SpinProcess } from '../../../harness/spin.js';
import { itSurvivesBrokenRequests } from '../../hosts/broken-requests.js';
import { describeWith } from '../../support/describe-with.js';
import { token } from '../../support/publishing.js';

describe.each(['spin.toml', 'spin-quickjs.toml'])('%s', (from) => {
  describeWith(runtime, 'the service', () => {
    let spin: SpinProcess;
    beforeAll(async () => {
      spin = await SpinProcess.start({
        from,
        args: ['--quiet', '--variable', `publish_token=${token}`],
      });
    });
    afterAll(() => spin.stop());

    itSurvivesBrokenRequests(() => spin);
  });
});
