/** Where component files are put to the tests: whatever on this machine takes them. */
import type { Workspace } from '../../bench/workspace/workspace.js';

export interface Environment {
  /** A slug. */
  readonly id: string;
  readonly name: string;
  /** How to add it where it is not there. */
  readonly add: string;
  /** @returns each version that is there, once. */
  installed(): readonly Installed[];
  /** Whether it compiles a file at every start: where a run is to be quick, it is left out. */
  readonly isSlow?: true;
  /**
   * Serves a component file, with an empty store.
   *
   * @param program which of those that are installed
   * @returns when it listens
   * @throws Error with what it printed where it refuses the file
   */
  serve(program: string, component: string, options: ServeOptions): Promise<Server>;
}

export interface Installed {
  readonly program: string;
  readonly version: string;
}

export interface ServeOptions {
  /** Where its files go. */
  readonly workspace: Workspace;
  /** For its processes, so that they are found. */
  readonly env: Readonly<Record<string, string>>;
}

export interface Server {
  readonly url: string;
  /** Ends it, and waits until nothing of it is left. */
  stop(): Promise<unknown>;
}
