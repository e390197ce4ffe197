import type { BundledDataset } from '../dataset/revisions/revision.js';
import type { Assets } from '../http/asset.js';
import { declareOperations, type Exchange as HttpExchange } from '../http/operation.js';
import type { Log } from '../log.js';
import type { KeyValueStore } from '../store/store.js';
import type { SchemaName } from './api-schemas.js';

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
  /** Faults to inject (fault-injection.ts), as they are asked for now. */
  readonly faults?: () => string;
}

/** One request on its way through an operation of this service, parsed. */
export type Exchange<Query = unknown, MediaType extends string = string> = HttpExchange<
  Service,
  Query,
  MediaType
>;

/** Declares an operation of this service. */
export const operation = declareOperations<Service, SchemaName>();
