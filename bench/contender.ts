/** What is measured: something that can be started, answers HTTP and can be stopped. */
import type { Workspace } from './workspace/workspace.js';

/** Where and how a contender is started. */
export interface StartOptions {
  readonly workspace: Workspace;
  /** Where it keeps its data; the same one again finds the data again. */
  readonly state: string;
  /** Where the runtime keeps compiled code, if it does. */
  readonly compileCache: string;
  /** The processor cores it may run on, as `taskset` takes them; all by default. */
  readonly cores?: string;
  /** The cgroup that it is to run in, by its name in the workspace. */
  readonly cgroup?: string;
}

/** A contender that was started; it may not listen yet. */
export interface Instance {
  /** One for each app that runs in it. */
  readonly urls: readonly string[];
  /** @returns all its processes: runtime, helpers and their children. */
  pids(): readonly number[];
  /** Rejects, with what was printed, when the contender ends before it is stopped. */
  readonly failed: Promise<never>;
  /** Ends it, and waits until nothing of it is left. */
  stop(): Promise<void>;
}

/** A form of the contender that takes up space. */
export interface Artefact {
  /**
   * `registry`: as pulled, `-gzip` and `-zstd`: as it would be if layers were compressed so; `disk`: as
   * unpacked; `ready`: with what the runtime compiles.
   */
  readonly form: 'registry' | 'registry-gzip' | 'registry-zstd' | 'disk' | 'ready';
  readonly bytes: number;
}

export interface Contender {
  readonly id: string;
  readonly title: string;
  /** `service`: the whole service. `floor`: as little as can answer, to tell our cost from the runtime's. */
  readonly kind: 'service' | 'floor';
  /** What separates requests: a fresh instance for each, or the same process for all. */
  readonly isolation: 'instance per request' | 'shared process';
  /** The contender that it doesn't differ from once it runs: with that one there, it isn't measured warm. */
  readonly sameWarmAs?: string;
  /** @returns what it lacks and how to add that, or undefined where it can run. */
  missing(): string | undefined;
  /** @returns the version of what runs it. */
  version(): string;
  /** What is needed before it can start, such as building; done once, and not measured. */
  prepare?(workspace: Workspace): Promise<void>;
  start(options: StartOptions): Promise<Instance>;
  /** Starts many apps in one process. */
  startMany?(apps: number, options: StartOptions): Promise<Instance>;
  artefacts?(workspace: Workspace): Promise<readonly Artefact[]>;
  /** @returns the names of all that what runs in it may call outside, such as imported functions and system calls. */
  interfaceFunctions?(workspace: Workspace): Promise<readonly string[]>;
  /** @returns the packages in its artefact; a language's engine, with all that is built into it, is one. */
  packages?(workspace: Workspace): Promise<readonly string[]>;
  /** Whether its runtime keeps code that it has compiled. */
  readonly compiles?: boolean;
}
