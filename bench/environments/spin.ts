import { SpinProcess } from '../../tests/support/spin-process.js';
import { writeServiceManifest } from '../contenders/spin-manifest.js';
import type { Environment } from './environment.js';
import { versionsOnPath } from './installed.js';

export const spin: Environment = {
  id: 'spin',
  name: 'Spin',
  add: 'Install it: https://spinframework.dev/install',
  installed: () => versionsOnPath('spin'),
  serve: (program, component, { workspace, env }) =>
    SpinProcess.start({
      program,
      from: writeServiceManifest(workspace.newDirectory(), component),
      stateDir: workspace.newDirectory(),
      args: ['--quiet'],
      env,
    }),
};
