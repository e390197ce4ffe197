import { localHostCommand, localHost as runtime } from '../../harness/local-host.js';
import { freePort } from '../../lib/free-port.js';
import type { Contender } from '../contender.js';
import { launch } from '../workspace/processes.js';

/** The component on this project's host, which runs on Node. */
export const localHost: Contender = {
  id: 'local-host',
  title: 'StarlingMonkey on the local host',
  kind: 'service',
  isolation: 'instance per request',
  missing: () =>
    runtime.installed().length > 0
      ? undefined
      : `${runtime.services[0].file} is missing. ${runtime.remedy}`,
  version: () => `Node ${process.version}`,
  start: async (options) => {
    const address = `127.0.0.1:${await freePort()}`;
    const command = localHostCommand({ stateDir: options.state, listen: address });
    return launch([process.execPath, ...command], [`http://${address}`], options);
  },
};
