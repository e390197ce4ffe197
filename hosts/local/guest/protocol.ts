import type { Grants } from '../wasi/host-interfaces.js';
import type { GuestRequest, HeaderLine } from '../wasi/http.js';
import type { StandardStream } from '../wasi/system.js';
import type { CoreModule } from './transpile.js';

/** What a worker gets to know when it starts. */
export interface WorkerSetup {
  /** URL of the transpiled component's JavaScript module. */
  readonly entry: string;
  /** Interfaces that the component imports. */
  readonly imports: readonly string[];
  readonly grants: Grants;
  /** Directory of the key-value database. */
  readonly stateDir: string;
}

/** A core module, compiled once for all workers. */
export interface CompiledModule extends Pick<CoreModule, 'file'> {
  readonly module: WebAssembly.Module;
  /** What its memory holds at first, where it imports one. */
  readonly image?: Uint8Array;
}

export type ToWorker =
  | { readonly kind: 'modules'; readonly modules: readonly CompiledModule[] }
  | {
      readonly kind: 'request';
      readonly request: GuestRequest;
      /** How many bytes of the response are on their way: the worker adds, the main thread subtracts. */
      readonly inFlight: Int32Array;
    };

export type FromWorker =
  /** An instance is prepared for the next request, which took so many milliseconds. */
  | { readonly kind: 'ready'; readonly took: number }
  | { readonly kind: 'head'; readonly status: number; readonly headers: readonly HeaderLine[] }
  | { readonly kind: 'chunk'; readonly bytes: Uint8Array }
  | { readonly kind: 'end' }
  /** The guest trapped, or returned without a whole response. */
  | { readonly kind: 'failed'; readonly reason: string }
  | { readonly kind: 'log'; readonly stream: StandardStream; readonly line: string };
