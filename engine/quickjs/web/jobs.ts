/**
 * The event loop of an instance. The engine never runs the jobs of its own promises after an export has
 * returned, so the jobs of ours are kept here, and run before it returns.
 */
import { subscribeDuration } from 'wasi:clocks/monotonic-clock@0.2.10';

type Job = () => void;

interface Timer {
  readonly id: number;
  /** In milliseconds of `performance.now`. */
  readonly due: number;
  readonly job: Job;
}

/** The places of jobs that were run are let go of at the latest when there are so many. */
const compactAfter = 1024;

/** Undefined where one has begun: it may hold a part of a dump. */
let jobs: (Job | undefined)[] = [];
let timers: Timer[] = [];
let lastTimer = 0;

/** Has a job run when all are done that were queued before. */
export const queueMicrotask = (job: Job): void => {
  jobs.push(job);
};

/** @returns what `clearTimeout` takes */
export const setTimeout = (callback: Job, delay = 0): number => {
  lastTimer++;
  timers.push({ id: lastTimer, due: performance.now() + Math.max(0, delay), job: callback });
  return lastTimer;
};

export const clearTimeout = (id: number | undefined): void => {
  timers = timers.filter((timer) => timer.id !== id);
};

/** Runs every job, and those that they queue. */
const runJobs = (): void => {
  for (let next = 0; next < jobs.length; next++) {
    const job = jobs[next];
    jobs[next] = undefined;
    job?.();
    if (next === compactAfter) {
      jobs = jobs.slice(next + 1);
      next = -1;
    }
  }
  jobs = [];
};

/** Waits for the timer that is due first, and runs what it was set for. */
const runTimer = (): void => {
  const [first, ...others] = timers.sort((one, other) => one.due - other.due);
  if (!first) throw new Error('Nothing is left that could settle the promise.');
  timers = others;
  const milliseconds = first.due - performance.now();
  if (milliseconds > 0) {
    const ready = subscribeDuration(Math.ceil(milliseconds * 1e6));
    ready.block();
    ready[Symbol.dispose]();
  }
  first.job();
};

/**
 * Runs jobs and timers until a promise is settled.
 *
 * @throws what the promise is rejected with
 */
export const runUntilSettled = (promise: PromiseLike<unknown>): void => {
  let outcome: { readonly error?: unknown } | undefined;
  promise.then(
    () => {
      outcome = {};
    },
    (error: unknown) => {
      outcome = { error };
    },
  );
  for (runJobs(); !outcome; runJobs()) runTimer();
  if ('error' in outcome) throw outcome.error;
};
