/** Starts a sandbox with a process, and waits to be killed. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { startSandbox } from '../../harness/kubelet-node/sandbox.js';

const { enter } = await startSandbox([]);
const [program, ...args] = enter;
const inside = spawn(program, [...args, 'sh', '-c', 'echo running; exec sleep infinity']);
await once(inside.stdout, 'data');
process.send?.(Number(args[0]?.replace('--target=', '')));
