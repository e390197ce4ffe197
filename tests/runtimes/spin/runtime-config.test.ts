import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { spin as runtime, SpinProcess } from '../../../harness/spin.js';
import { temporaryDirectory } from '../../../lib/temporary-directory.js';
import { describeWith } from '../../support/describe-with.js';
import { copyRuntimeConfig } from '../../support/runtime-config.js';

describeWith(runtime, 'runtimes/spin/sqlite.toml', () => {
  it('keeps the store in the file of its path', async () => {
    const path = join(temporaryDirectory(), 'elsewhere.db');
    const config = copyRuntimeConfig('sqlite.toml', { path });
    const spin = await SpinProcess.start({ args: ['--runtime-config-file', config] });
    try {
      expect((await spin.fetch('/readyz')).status).toBe(200);
      expect(existsSync(path)).toBe(true);
    } finally {
      await spin.stop();
    }
  });
});
