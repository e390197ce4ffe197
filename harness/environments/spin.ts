import { writeServiceManifest } from '../../bench/contenders/write-manifest.js';
import { SpinProcess } from '../spin.js';
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
