import type { BundledDataset } from '../dataset/revisions/revision.js';
import type { Assets } from '../http/asset.js';
import type { KeyValueStore } from '../store/store.js';

/** What the service needs from wherever it runs. */
export interface Service {
  readonly store: KeyValueStore;
  readonly bundled: BundledDataset;
  readonly assets: Assets;
  readonly log: Log;
  /** The version of the component, as its package states it. */
  readonly version: string;
  readonly now: () => Date;
  /** The token that publishing takes, as it is now; publishing is off where there is none. */
  readonly publishToken?: () => string;
  /** Faults to make on demand (faults.ts), as they are asked for now. */
  readonly faults?: () => string;
}

export const logLevels = ['error', 'warn', 'info', 'debug'] as const;
export type LogLevel = (typeof logLevels)[number];

/** Writes one event to the log. */
export type Log = (level: LogLevel, message: string, members?: Record<string, unknown>) => void;
