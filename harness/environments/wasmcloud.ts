import { WasmcloudProcess } from '../wasmcloud.js';
import type { Environment } from './environment.js';
import { versionsOnPath } from './installed.js';

export const wasmcloud: Environment = {
  id: 'wasmcloud',
  name: 'wasmCloud',
  add: 'Install wash: https://wasmcloud.com/docs/installation',
  installed: () => versionsOnPath('wash'),
  isSlow: true,
  serve: (program, component, { workspace, env }) =>
    WasmcloudProcess.start({ program, component, project: workspace.newDirectory(), env }),
};
