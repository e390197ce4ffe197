import type { BundledDataset } from '../dataset/revisions/revision.js';
import type { Assets } from '../http/asset.js';
import { declareOperations, type Exchange as HttpExchange } from '../http/operation.js';
import type { Log } from '../log.js';
import type { KeyValueStore } from '../store/store.js';
import type { SchemaName } from './api-schemas.js';
import type { Audit } from './publishing/audit.js';

/** The dependencies that a host provides. */
export interface Service {
  readonly store: KeyValueStore;
  readonly bundled: BundledDataset;
  readonly assets: Assets;
  readonly log: Log;
  /** The component's version, from package.json. */
  readonly version: string;
  /** A digest of the code: strong entity tags change with it. */
  readonly build: string;
  readonly now: () => Date;
  /** Returns the current publish token; publishing is off without one. Null if it cannot be read. */
  readonly publishToken?: () => string | null;
  /** Returns a second valid token, while the first is being replaced. Null if it cannot be read. */
  readonly previousPublishToken?: () => string | null;
  /** Whether a read may try now to replace an older bundled dataset (current.ts). */
  readonly mayReseed?: () => boolean;
  /** Called when that has failed. */
  readonly reseedFailed?: () => void;
  /** Notes who publishes, for the log (audit.ts). */
  readonly audit?: Audit;
  readonly onAuthorization?: Audit['authorized'];
  /** Returns the current value of the variable `faults` (fault-injection.ts). */
  readonly faults?: () => string;
}

/** A parsed request to an operation of this service. */
export type Exchange<Query = unknown, MediaType extends string = string> = HttpExchange<
  Service,
  Query,
  MediaType
>;

/** Declares an operation of this service. */
export const operation = declareOperations<Service, SchemaName>();
