/** Everything that a run puts on the machine, under one name, so that all of it can be found and removed. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

/** The environment variable that every process of a run carries, with the run's name. */
export const runVariable = 'TAKEAWAYS_BENCH_RUN';

export class Workspace {
  readonly directory: string;
  /** The name that cgroups, containers and processes of this run bear. */
  readonly name: string;
  private numbers = 0;
  private closed = false;

  private constructor(directory: string) {
    this.directory = directory;
    this.name = basename(directory);
  }

  static create(): Workspace {
    return new Workspace(mkdtempSync(join(tmpdir(), 'takeaways-bench-')));
  }

  static at(directory: string): Workspace {
    return new Workspace(directory);
  }

  /** From now on, nothing more may be started. */
  close(): void {
    this.closed = true;
  }

  /** @throws Error once the workspace has been closed */
  demandOpen(): void {
    if (this.closed) throw new Error('The run was stopped.');
  }

  /** @returns a new, empty directory. */
  newDirectory(): string {
    this.demandOpen();
    const path = join(this.directory, String(this.numbers++));
    mkdirSync(path);
    return path;
  }

  /** @returns where the run's cgroups are, or undefined where cgroups can't be made. */
  get cgroups(): string | undefined {
    const root = memoryRoot();
    return root === undefined ? undefined : join(root, this.name);
  }

  /**
   * Makes a cgroup that counts memory.
   *
   * @returns its directory, or undefined where the system or the user's rights don't allow it
   */
  makeCgroup(name: string): string | undefined {
    this.demandOpen();
    if (this.cgroups === undefined) return undefined;
    try {
      mkdirSync(this.cgroups, { recursive: true });
      const controllers = join(this.cgroups, 'cgroup.subtree_control');
      if (existsSync(controllers)) writeFileSync(controllers, '+memory');
      const path = join(this.cgroups, name);
      mkdirSync(path, { recursive: true });
      return path;
    } catch {
      return undefined;
    }
  }

  /** @returns a port that nothing listens on. */
  static freePort(): Promise<number> {
    return new Promise((resolve, reject) => {
      const server = createServer().once('error', reject);
      server.listen(0, '127.0.0.1', () => {
        const address = server.address();
        server.close(() => {
          if (address && typeof address === 'object') resolve(address.port);
          else reject(new Error('The system gave no port.'));
        });
      });
    });
  }
}

/** @returns where cgroups that count memory are made: version 2, or version 1's memory controller. */
const memoryRoot = (): string | undefined => {
  const version2 = '/sys/fs/cgroup/cgroup.controllers';
  if (existsSync(version2)) {
    return readFileSync(version2, 'utf8').includes('memory') ? '/sys/fs/cgroup' : undefined;
  }
  return existsSync('/sys/fs/cgroup/memory/tasks') ? '/sys/fs/cgroup/memory' : undefined;
};
