import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { endWithThisProcess } from '../lib/ending.js';

/** One line of a server's log. */
export type LogLine = Readonly<Record<string, unknown>>;

/** How a process ended. */
export interface Ending {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A server as its users run it: a process of its own. */
export abstract class ServerProcess {
  /** Where it serves. */
  url = '';
  /** What it wrote, of both streams. */
  output = '';
  readonly ending: Promise<Ending>;
  private readonly lines = { stdout: [] as string[], stderr: [] as string[] };
  private readonly watchers = new Set<() => void>();

  protected constructor(protected readonly child: ChildProcess) {
    endWithThisProcess(child, () => this.kill());
    this.ending = this.observe();
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  /** The log: a JSON object in each line of the standard output. */
  get log(): readonly LogLine[] {
    return this.lines.stdout.map((line) => JSON.parse(line));
  }

  fetch(path: string, init?: RequestInit): Promise<Response> {
    return fetch(this.url + path, init);
  }

  /** @returns the first line of the log that matches, when it is there. */
  logged(matches: (line: LogLine) => boolean): Promise<LogLine> {
    return this.found(() => this.log.find(matches));
  }

  /** Ends the process, and waits for that. */
  stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<Ending> {
    this.child.kill(signal);
    return this.ending;
  }

  /** Ends it at once, with all that belongs to it. */
  protected kill(): void {
    this.child.kill('SIGKILL');
  }

  /**
   * @param url where it serves, when it says so
   * @returns itself, when it listens
   * @throws Error with what it printed where it ends instead
   */
  protected async listening(url: Promise<unknown>): Promise<this> {
    const first = await Promise.race([url, this.ending.then(() => undefined)]);
    if (typeof first !== 'string') throw new Error(`The server ended: ${this.output}`);
    this.url = first;
    return this;
  }

  /** @returns the URL in its log, when it is there. */
  protected async loggedUrl(): Promise<unknown> {
    return (await this.logged(({ msg }) => msg === 'listening')).url;
  }

  /** @returns the first group of the pattern in what it wrote, when that is there. */
  protected wrote(pattern: RegExp): Promise<string> {
    return this.found(() => pattern.exec(this.output)?.[1]);
  }

  /** @returns what is looked for: now, or after any line. */
  private found<T>(find: () => T | undefined): Promise<T> {
    return new Promise((resolve) => {
      const look = () => {
        const result = find();
        if (result === undefined) return;
        this.watchers.delete(look);
        resolve(result);
      };
      this.watchers.add(look);
      look();
    });
  }

  private async observe(): Promise<Ending> {
    for (const name of ['stdout', 'stderr'] as const) {
      const stream = this.child[name];
      if (!stream) continue;
      createInterface(stream).on('line', (line) => {
        this.lines[name].push(line);
        this.output += `${line}\n`;
        for (const look of this.watchers) look();
      });
    }
    const [code, signal] = await once(this.child, 'close');
    const text = (lines: readonly string[]) => lines.map((line) => `${line}\n`).join('');
    return { code, signal, stdout: text(this.lines.stdout), stderr: text(this.lines.stderr) };
  }
}
