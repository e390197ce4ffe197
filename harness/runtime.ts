/** What every runtime of this folder offers: a way to find it, and a way to serve the service on it. */
import type { Installed } from '../lib/programs.js';
import type { Suite } from './suite.js';

/** The JavaScript engine that the service runs in. */
export type EngineName = 'StarlingMonkey' | 'QuickJS' | 'V8';

/** A file that has the whole service in it, and the engine in it or beneath it. */
export interface ServiceFile {
  readonly engine: EngineName;
  readonly file: string;
}

/** Something on this machine that serves the service. */
export interface Runtime {
  /** A slug. */
  readonly id: string;
  readonly name: string;
  /** How to install it. */
  readonly remedy: string;
  /** The files that it serves; the first by default. */
  readonly services: readonly [ServiceFile, ...ServiceFile[]];
  /** Whether it serves component files. */
  readonly servesComponents: boolean;
  /** The suites that it passes. */
  readonly suites: readonly Suite[];
  /** What it cannot do, by how the names of the end-to-end tests begin that show it. */
  readonly lacks: Readonly<Record<string, string>>;
  /** How it differs from the others, in a few words. */
  readonly differences: string;
  /** Whether it compiles a component at every start, which takes tens of seconds. */
  readonly isSlow?: true;
  /** @returns each version that is installed, once. */
  installed(): readonly Installed[];
  /**
   * Serves a file on a free port, with an empty store.
   *
   * @returns when it listens
   * @throws Error with what it printed, if it ends instead
   */
  start(options?: StartOptions): Promise<RunningServer>;
}

export interface StartOptions {
  /** One of those that are installed; the first by default. */
  readonly program?: string;
  /** The component to serve; by default the runtime's own file. */
  readonly component?: string;
  /** The token that publishing takes; without one, publishing is off. */
  readonly publishToken?: string;
  /** Makes a directory for its files; by default one that is removed with this process. */
  readonly newDirectory?: () => string;
  /** More of its environment. */
  readonly env?: Readonly<Record<string, string>>;
}

/** A server that listens. */
export interface RunningServer {
  readonly url: string;
  /** Ends it, and waits until nothing of it is left. */
  stop(): Promise<unknown>;
}
