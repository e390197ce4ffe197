/** Measures what one request costs and reports it in `Server-Timing` and in the log. */
import { pathOf } from './http/request-path.js';
import { parseTraceparent } from './http/traceparent.js';
import type { Log } from './log.js';
import type { Awaitable, KeyValueStore } from './store/store.js';
import { wrapStore } from './store/wrap-store.js';

/** Follows one request through the service. */
export interface Trace {
  /** The store, with every operation counted and timed. */
  readonly store: KeyValueStore;
  /** The log; each line carries the request's trace ID. */
  readonly log: Log;
  /** Ends the trace: adds `Server-Timing` to the response and logs the cost. */
  end(response: Response): Response;
}

/**
 * @param request may carry `traceparent` (W3C Trace Context)
 * @param store the store that the request reads and writes
 * @param log receives the cost at level debug
 */
export const startTrace = (request: Request, store: KeyValueStore, log: Log): Trace => {
  const started = performance.now();
  const cost = { reads: 0, writes: 0, bytes: 0, milliseconds: 0 };
  const members = parseTraceparent(request.headers.get('traceparent'));
  // A synchronous store stays one: the component's engine takes 8 µs to await a value that is there.
  const timed = <T>(operation: () => Awaitable<T>): Awaitable<T> => {
    const from = performance.now();
    const stop = () => {
      cost.milliseconds += performance.now() - from;
    };
    let result: Awaitable<T> | undefined;
    try {
      result = operation();
      return result instanceof Promise ? result.finally(stop) : result;
    } finally {
      if (!(result instanceof Promise)) stop();
    }
  };
  const count = <T>(result: T): T => {
    // Not by class: values of the component's host are no instances of its script's Uint8Array.
    const values = (Array.isArray(result) ? result : [result]) as (Uint8Array | undefined)[];
    for (const value of values) cost.bytes += value?.length ?? 0;
    return result;
  };
  const logTraced: Log = members
    ? (level, message, more) => log(level, message, { ...more, ...members })
    : log;
  return {
    store: wrapStore(store, (run, operation, keys) => {
      const isRead = operation === 'get' || operation === 'getMany' || operation === 'keys';
      if (isRead) cost.reads += Math.max(1, keys.length);
      else cost.writes += keys.length;
      const result = timed(run);
      if (!isRead) return result;
      return result instanceof Promise ? result.then(count) : count(result);
    }),
    log: logTraced,
    end: (response) => {
      const total = performance.now() - started;
      response.headers.set('server-timing', serverTiming(total, cost));
      logTraced('debug', 'request', {
        method: request.method,
        path: pathOf(request.url),
        status: response.status,
        duration_ms: round(total),
        store_ms: round(cost.milliseconds),
        store_reads: cost.reads,
        store_writes: cost.writes,
        store_bytes: cost.bytes,
      });
      return response;
    },
  };
};

/** W3C Server Timing. Reads made while a body streams come too late to be included. */
const serverTiming = (
  total: number,
  { reads, bytes, milliseconds }: { reads: number; bytes: number; milliseconds: number },
): string =>
  [
    `store;dur=${round(milliseconds)};desc="${reads} reads, ${bytes} bytes"`,
    `render;dur=${round(Math.max(0, total - milliseconds))}`,
    `total;dur=${round(total)}`,
  ].join(', ');

const round = (milliseconds: number): number => Math.round(milliseconds * 100) / 100;
