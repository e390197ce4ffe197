import { existsSync } from 'node:fs';
import { writeServiceManifest } from '../../bench/contenders/write-manifest.js';
import { readVersion } from '../../lib/package.js';
import { HostProcess } from '../local-host.js';
import type { Environment } from './environment.js';

export const localHost: Environment = {
  id: 'local-host',
  name: 'the local host',
  add: 'Run: npm run build',
  installed: () =>
    existsSync('dist/hosts/local/main.js')
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
