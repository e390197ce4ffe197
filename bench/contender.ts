/** Contenders: the things that are measured. */
import type { Workspace } from './workspace/workspace.js';

/** Where and how a contender is started. */
export interface StartOptions {
  readonly workspace: Workspace;
  /** The directory for its data, kept between starts. */
  readonly state: string;
  /** The directory for the runtime's compiled code, if it caches any. */
  readonly compileCache: string;
  /** The cores it may use, in the syntax of `taskset`; all by default. */
  readonly cores?: string;
  /** The name of its cgroup in the workspace. */
  readonly cgroup?: string;
  /** Settings of the runtime. Only contenders on Spin take them. */
  readonly env?: Readonly<Record<string, string>>;
  /** A tracer and its arguments, which starts the contender. */
  readonly trace?: readonly string[];
}

/** A started contender, which may not listen yet. */
export interface Instance {
  /** One per app. */
  readonly urls: readonly string[];
  /** @returns all its processes, including helpers and their children. */
  pids(): readonly number[];
  /** Rejects with the contender's output if it ends before it is stopped. */
  readonly failed: Promise<never>;
  /** Stops it and waits until all its processes have ended. */
  stop(): Promise<void>;
}

/** The size of a contender in one form. */
export interface Artefact {
  /**
   * `registry`: as pulled; `-gzip` and `-zstd`: if its layers were compressed; `disk`: unpacked; `ready`: with
   * compiled code.
   */
  readonly form: 'registry' | 'registry-gzip' | 'registry-zstd' | 'disk' | 'ready';
  readonly bytes: number;
}

export interface Contender {
  readonly id: string;
  readonly title: string;
  /** `service`: the whole service. `floor`: a minimal server, to separate our cost from the runtime's. */
  readonly kind: 'service' | 'floor';
  readonly isolation: 'instance per request' | 'shared process';
  /** A contender that runs the same process once started; if that is present, this one is not measured warm. */
  readonly sameWarmAs?: string;
  /** A contender that starts in the same way; if that is present, this one's starts are not measured. */
  readonly sameStartAs?: string;
  /** @returns what is missing and how to install it, or undefined if nothing is. */
  missing(): string | undefined;
  /** @returns the version of its runtime. */
  version(): string;
  /** @returns the digests of its component or image, by name. */
  digests?(): Readonly<Record<string, string>>;
  /** One-time preparation, such as building; not measured. */
  prepare?(workspace: Workspace): Promise<void>;
  start(options: StartOptions): Promise<Instance>;
  /** Starts many apps in one process. */
  startMany?(apps: number, options: StartOptions): Promise<Instance>;
  artefacts?(workspace: Workspace): Promise<readonly Artefact[]>;
  /** @returns the sizes that take seconds to find out. */
  costlyArtefacts?(workspace: Workspace): Promise<readonly Artefact[]>;
  /** @returns the functions that its code can call outside: imported functions or system calls. */
  interfaceFunctions?(workspace: Workspace): Promise<readonly string[]>;
  /** @returns the system calls that the seccomp profile of clusters leaves to its code. */
  callsUnderDefaultProfile?(workspace: Workspace): Promise<readonly string[]>;
  /** @returns which of these global names its engine lacks. */
  lacking?(names: readonly string[], options: StartOptions): Promise<readonly string[]>;
  /** Whether it is measured only where it is named. */
  readonly onlyNamed?: true;
  /** Whether --quick leaves it out, unless it is named. */
  readonly notQuick?: true;
  /** False if its store lasts for one request. */
  readonly hasStore?: false;
  /** @returns the packages in its artefact; a language engine counts as one. */
  packages?(workspace: Workspace): Promise<readonly string[]>;
}
