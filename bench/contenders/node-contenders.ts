import { nodeServerVariables, serverScript } from '../../harness/node.js';
import type { Contender } from '../contender.js';
import { launch } from '../workspace/processes.js';
import { Workspace } from '../workspace/workspace.js';
import { firstMissing } from './prerequisites.js';

const bareScript = 'bench/contenders/bare/bare-server.js';

/** What contenders that run on Node have in common. */
const onNode = {
  isolation: 'shared process',
  version: () => `Node ${process.version}`,
} as const;

/** The same handler as an ordinary process, outside any container. */
export const node: Contender = {
  ...onNode,
  id: 'node',
  title: 'Node process',
  kind: 'service',
  missing: () => firstMissing([{ file: serverScript, add: 'Run: npm run build:container' }]),
  start: async (options) => {
    const address = `127.0.0.1:${await Workspace.freePort()}`;
    const variables = nodeServerVariables(options.state, address);
    return launch([process.execPath, serverScript], [`http://${address}`], options, variables);
  },
};

/** As little as a Node server can be. */
export const bareNode: Contender = {
  ...onNode,
  id: 'node-bare',
  title: 'Bare Node server',
  kind: 'floor',
  missing: () => undefined,
  start: async (options) => {
    const port = String(await Workspace.freePort());
    const command = [process.execPath, bareScript, port];
    return launch(command, [`http://127.0.0.1:${port}`], options);
  },
};
