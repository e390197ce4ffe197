/** Gives everything that a run puts on the machine one name, so that it can be found and removed. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

/** The environment variable with the run's name, set in all its processes. */
export const runVariable = 'TAKEAWAYS_BENCH_RUN';

export class Workspace {
  readonly directory: string;
  /** The name of this run's cgroups, containers and processes. */
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

  /** Prevents that anything more is started. */
  close(): void {
    this.closed = true;
  }

  /** @throws Error if the workspace is closed */
  requireOpen(): void {
    if (this.closed) throw new Error('The run was stopped.');
  }

  /** @returns a new, empty directory. */
  newDirectory(): string {
    this.requireOpen();
    const path = join(this.directory, String(this.numbers++));
    mkdirSync(path);
    return path;
  }

  /** The directory for the code that runtimes compile: the whole run compiles nothing twice. */
  get compileCache(): string {
    return join(this.directory, 'compiled');
  }

  /** @returns the parent of the run's cgroups, or undefined if there is no memory accounting. */
  get cgroups(): string | undefined {
    const root = memoryRoot();
    return root === undefined ? undefined : join(root, this.name);
  }

  /** Creates a cgroup with memory accounting. @returns its directory, or undefined if that is not possible */
  makeCgroup(name: string): string | undefined {
    this.requireOpen();
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
}

/** @returns the root of cgroups with memory accounting, in version 2 or 1. */
const memoryRoot = (): string | undefined => {
  const version2 = '/sys/fs/cgroup/cgroup.controllers';
  if (existsSync(version2)) {
    return readFileSync(version2, 'utf8').includes('memory') ? '/sys/fs/cgroup' : undefined;
  }
  return existsSync('/sys/fs/cgroup/memory/tasks') ? '/sys/fs/cgroup/memory' : undefined;
};
