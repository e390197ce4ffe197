/** Fault injection: makes the service slow or failing on demand, or cuts it off from its store. */

import { happens } from './chance.js';
import { Problem } from './http/problem.js';
import type { Log } from './log.js';
import type { KeyValueStore } from './store/store.js';
import { wrapStore } from './store/wrap-store.js';

/** The faults to inject. */
export interface FaultInjection {
  /** The delay of each request, in milliseconds. */
  readonly delay: number;
  /** The share of requests that fail, from 0 to 1. */
  readonly error: number;
  /** The share of store operations that fail, from 0 to 1. */
  readonly store: number;
}

/** No faults to inject. */
export const noFaults: FaultInjection = { delay: 0, error: 0, store: 0 };

/**
 * @param text for example `delay=200ms,error=0.1,store=0.05`; each part is optional
 * @returns the faults to inject, or undefined if the text has another form
 */
export const parseFaultInjection = (text: string): FaultInjection | undefined => {
  const faults = { ...noFaults };
  for (const part of text.split(',').map((each) => each.trim())) {
    const [, delay] = /^delay=(\d{1,5})ms$/.exec(part) ?? [];
    const [, name, share] = /^(error|store)=(0|1|0?\.\d+)$/.exec(part) ?? [];
    if (delay) faults.delay = Number(delay);
    else if (name === 'error' || name === 'store') faults[name] = Number(share);
    else if (text.trim() !== '') return undefined;
  }
  return faults;
};

/**
 * @param request the request; health probes are exempt
 * @param read reads the variable `faults`
 * @returns the faults to inject into the request; for an invalid text it logs an error and returns none
 */
export const faultInjectionFor = (
  request: Request,
  read: () => string,
  log: Log,
): FaultInjection => {
  if (/^\w+:\/\/[^/]*\/(?:healthz|readyz)(?:$|\?)/.test(request.url)) return noFaults;
  const text = read();
  if (text === '') return noFaults;
  const faults = parseFaultInjection(text);
  if (!faults) {
    log(
      'error',
      'cannot parse the variable faults: expected for example delay=200ms,error=0.1,store=0.05; no faults are injected',
    );
  }
  return faults ?? noFaults;
};

/** Delays and fails a request as asked. @throws Problem 500 */
export const injectFaults = async ({ delay, error }: FaultInjection): Promise<void> => {
  if (delay > 0) await new Promise((resolve) => setTimeout(resolve, delay));
  if (happens(error))
    throw new Problem('internal-error', { detail: 'This error was injected on demand.' });
};

/** @returns `store`, with the given share of operations failing. */
export const withInjectedFailures = (
  store: KeyValueStore,
  { store: share }: FaultInjection,
): KeyValueStore => {
  if (share === 0) return store;
  return wrapStore(store, (run) => {
    if (happens(share)) throw new Error('injected failure');
    return run();
  });
};
