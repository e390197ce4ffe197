import { existsSync } from 'node:fs';
import { HostProcess } from '../../tests/support/host-process.js';
import { readVersion } from '../../tools/package.js';
import { writeServiceManifest } from '../contenders/spin-manifest.js';
import type { Environment } from './environment.js';

export const localHost: Environment = {
  id: 'local-host',
  name: 'the local host',
  add: 'Run: npm run build',
  installed: () =>
    existsSync('dist/host/main.js')
      ? [{ program: process.execPath, version: `${readVersion()} (Node ${process.versions.node})` }]
      : [],
  serve: (_, component, { workspace, env }) =>
    HostProcess.start({
      from: writeServiceManifest(workspace.newDirectory(), component),
      stateDir: workspace.newDirectory(),
      args: ['--quiet'],
      env,
    }),
};
