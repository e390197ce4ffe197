import type { BundledDataset } from './dataset/revision.js';
import type { KeyValueStore } from './store/store.js';

/** What the service needs from wherever it runs. */
export interface Service {
  readonly store: KeyValueStore;
  readonly bundled: BundledDataset;
  readonly log: Log;
  /** The version of the component, as its package states it. */
  readonly version: string;
  readonly now: () => Date;
}

export const logLevels = ['error', 'warn', 'info', 'debug'] as const;
export type LogLevel = (typeof logLevels)[number];

/** Writes one event to the log. */
export type Log = (level: LogLevel, message: string, members?: Record<string, unknown>) => void;
