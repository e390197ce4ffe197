/** All ways to set variables on Spin reach the component. */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it, vi } from 'vitest';
import { spin as runtime, type SpinOptions, SpinProcess } from '../../../harness/spin.js';
import { temporaryDirectory } from '../../../lib/temporary-directory.js';
import { describeWith } from '../../support/describe-with.js';

const variables = {
  log_level: 'debug',
  faults: 'delay=300ms',
  publish_token: 'correct-horse-battery-staple',
};

const onTheCommandLine: SpinOptions = {
  args: Object.entries(variables).flatMap(([name, value]) => ['--variable', `${name}=${value}`]),
};

const inTheEnvironment: SpinOptions = {
  env: Object.fromEntries(
    Object.entries(variables).map(([name, value]) => [
      `SPIN_VARIABLE_${name.toUpperCase()}`,
      value,
    ]),
  ),
};

const byAProvider = (): SpinOptions => {
  const file = join(temporaryDirectory(), 'runtime-config.toml');
  const values = Object.entries(variables).map(([name, value]) => `${name} = "${value}"`);
  writeFileSync(
    file,
    `[[variables_provider]]\ntype = "static"\nvalues = { ${values.join(', ')} }\n`,
  );
  return { args: ['--runtime-config-file', file] };
};

let spin: SpinProcess | undefined;
afterEach(() => spin?.stop());

describeWith(runtime, 'variables', () => {
  it.each([
    ['on the command line', () => onTheCommandLine],
    ['in the environment', () => inTheEnvironment],
    ['by a provider', byAProvider],
  ] as const)('set %s reach the component', async (_, options) => {
    spin = await SpinProcess.start(options());
    const authorization = `Bearer ${variables.publish_token}`;
    const sent = performance.now();
    expect((await spin.fetch('/v1/revisions', { headers: { authorization } })).status).toBe(200);
    expect(performance.now() - sent).toBeGreaterThan(300);
    // The component logs after it has answered.
    await vi.waitFor(
      () =>
        expect(spin?.output).toMatch(
          /"level":"debug","msg":"request","method":"GET","path":"\/v1\/revisions"/,
        ),
      5000,
    );
    expect(spin.output).not.toContain(variables.publish_token);
  });

  it('have defaults: no fault injection, no publishing, no log of requests', async () => {
    spin = await SpinProcess.start();
    expect((await spin.fetch('/v1/takeaways')).status).toBe(200);
    expect((await spin.fetch('/v1/revisions')).status).toBe(404);
    expect(spin.output).not.toContain('"msg":"request"');
  });
});
