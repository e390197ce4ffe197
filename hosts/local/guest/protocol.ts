import type { Execution } from '../telemetry/telemetry.js';
import type { Grants } from '../wasi/host-interfaces.js';
import type { GuestRequest, HeaderLine } from '../wasi/http.js';
import type { StandardStream } from '../wasi/system.js';
import type { CoreModule } from './transpile.js';

/** The configuration of a worker. */
export interface WorkerSetup {
  /** The URL of the transpiled component's JavaScript module. */
  readonly entry: string;
  /** The interfaces that the component imports. */
  readonly imports: readonly string[];
  readonly grants: Grants;
  /** The directory of the key-value database. */
  readonly stateDir: string;
  /** Whether to tell what each request took. */
  readonly measure?: boolean;
}

/** A core module, compiled once for all workers. */
export interface CompiledModule extends Pick<CoreModule, 'file'> {
  readonly module: WebAssembly.Module;
  /** The initial content of its memory, if it imports one. */
  readonly image?: Uint8Array;
}

export type ToWorker =
  | { readonly kind: 'modules'; readonly modules: readonly CompiledModule[] }
  | {
      readonly kind: 'request';
      readonly request: GuestRequest;
      /** The number of response bytes in flight: the worker adds, the main thread subtracts. */
      readonly inFlight: Int32Array;
    };

export type FromWorker =
  /** An instance is prepared for the next request; `took` is in milliseconds. */
  | { readonly kind: 'ready'; readonly took: number }
  | { readonly kind: 'head'; readonly status: number; readonly headers: readonly HeaderLine[] }
  | { readonly kind: 'chunk'; readonly bytes: Uint8Array }
  | { readonly kind: 'end' }
  /** The guest has returned; told only if asked for. */
  | { readonly kind: 'executed'; readonly execution: Execution }
  /** The guest trapped, or returned without a complete response. */
  | { readonly kind: 'failed'; readonly reason: string }
  | { readonly kind: 'log'; readonly stream: StandardStream; readonly line: string };
