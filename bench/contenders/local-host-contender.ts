import { existsSync } from 'node:fs';
import { freePort } from '../../lib/free-port.js';
import type { Contender } from '../contender.js';
import { launch } from '../workspace/processes.js';

const script = 'dist/hosts/local/main.js';

/** The component on this project's host, which runs on Node. */
export const localHost: Contender = {
  id: 'local-host',
  title: 'Wasm on the local host',
  kind: 'service',
  isolation: 'instance per request',
  missing: () => (existsSync(script) ? undefined : `${script} does not exist. Run: npm run build`),
  version: () => `Node ${process.version}`,
  start: async (options) => {
    const address = `127.0.0.1:${await freePort()}`;
    const args = ['--from', 'spin.toml', '--state-dir', options.state, '--listen', address];
    return launch([process.execPath, script, ...args], [`http://${address}`], options);
  },
};
