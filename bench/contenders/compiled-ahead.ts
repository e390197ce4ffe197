import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { firstLine, programOf } from '../../lib/programs.js';
import { runVariable, type Workspace } from '../workspace/workspace.js';

const folder = 'dist/bench/compiled';

/** @returns the file with the code that this wasmtime compiles from a component; made once for each of them. */
export const compiledAhead = async (component: string, workspace: Workspace): Promise<string> => {
  const program = programOf('wasmtime');
  const key = createHash('sha256')
    .update(firstLine(program, '--version'))
    .update(readFileSync(component))
    .digest('hex');
  const target = join(folder, `${key}.cwasm`);
  if (existsSync(target)) return target;
  mkdirSync(folder, { recursive: true });
  const draft = `${target}.${process.pid}`;
  await promisify(execFile)(program, ['compile', '-o', draft, component], {
    env: { ...process.env, [runVariable]: workspace.name },
  });
  renameSync(draft, target);
  return target;
};
