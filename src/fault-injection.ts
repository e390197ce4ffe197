/** Faults on demand: what a service looks like that is slow, fails or has lost its store. */

import { Problem } from './http/problem.js';
import type { Log } from './log.js';
import type { KeyValueStore } from './store/store.js';

/** Which faults to make. */
export interface FaultInjection {
  /** How long each request waits, in milliseconds. */
  readonly delay: number;
  /** The share of requests that fail, from 0 to 1. */
  readonly error: number;
  /** The share of store operations that fail, from 0 to 1. */
  readonly store: number;
}

const noFaults: FaultInjection = { delay: 0, error: 0, store: 0 };

/**
 * @param text such as `delay=200ms,error=0.1,store=0.05`; any of them may be left out
 * @returns the faults, none for an empty text; undefined where it is not of this form
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
 * @param request orchestrators' questions after health are never disturbed
 * @param text the variable `faults`
 * @returns the faults to make for the request: none where the text is not valid, which is logged
 */
export const faultInjectionFor = (request: Request, text: string, log: Log): FaultInjection => {
  if (text === '' || /^\w+:\/\/[^/]*\/(?:healthz|readyz)(?:$|\?)/.test(request.url))
    return noFaults;
  const faults = parseFaultInjection(text);
  if (!faults) {
    log(
      'error',
      'The variable faults is not of the form delay=200ms,error=0.1,store=0.05: no faults are made',
    );
  }
  return faults ?? noFaults;
};

/** Waits and fails as the faults have it. @throws Problem 500 */
export const injectFaults = async ({ delay, error }: FaultInjection): Promise<void> => {
  if (delay > 0) await new Promise((resolve) => setTimeout(resolve, delay));
  if (happens(error)) throw new Problem('internal-error', { detail: 'A fault made on demand.' });
};

/** @returns `store`, of which some operations fail. */
export const withInjectedFailures = (
  store: KeyValueStore,
  { store: share }: FaultInjection,
): KeyValueStore => {
  if (share === 0) return store;
  const fail = () => {
    if (happens(share)) throw new Error('a fault made on demand');
  };
  return {
    get: (key) => {
      fail();
      return store.get(key);
    },
    set: (key, value) => {
      fail();
      return store.set(key, value);
    },
    delete: (key) => {
      fail();
      return store.delete(key);
    },
  };
};

/** Not Math.random: the component's engine starts every request with the same state. */
const happens = (share: number): boolean =>
  share > 0 && (crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) < share * 2 ** 32;
