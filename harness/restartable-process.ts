import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { endWithThisProcess } from '../lib/ending.js';

/** A server that tests kill, and start again with the same data. */
export abstract class RestartableProcess {
  private child: ChildProcess | undefined;

  /** Sends it a signal, such as SIGSTOP. */
  signal(name: NodeJS.Signals): void {
    this.child?.kill(name);
  }

  /** Kills it, as a machine that loses power would. @returns when it is gone. */
  async kill(): Promise<void> {
    const { child } = this;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'close');
  }

  /**
   * @param program the name or path of the program
   * @param args its command line
   * @param cwd the folder that it runs in
   * @param readyText what a line of its output has once it serves
   * @returns when it serves
   * @throws Error with its output if it ends instead
   */
  protected async run(
    program: string,
    args: readonly string[],
    { cwd, readyText }: { readonly cwd: string; readonly readyText: string },
  ): Promise<void> {
    const child = spawn(program, args, { cwd, stdio: ['ignore', 'pipe', 'inherit'] });
    endWithThisProcess(child);
    this.child = child;
    let output = '';
    const ready = new Promise<true>((resolve) => {
      createInterface(child.stdout).on('line', (line) => {
        output += `${line}\n`;
        if (line.includes(readyText)) resolve(true);
      });
    });
    const isReady = await Promise.race([ready, once(child, 'close')]);
    if (isReady !== true) throw new Error(`${program} ended: ${output}`);
  }
}
