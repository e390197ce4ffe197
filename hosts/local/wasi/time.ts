/** @returns nanoseconds of a monotonic clock. */
export const monotonicNow = (): bigint => process.hrtime.bigint();

const neverNotified = new Int32Array(new SharedArrayBuffer(4));

/** Blocks the thread until `instant`, in nanoseconds of `monotonicNow`. */
export const sleepUntil = (instant: bigint): void => {
  const milliseconds = Number(instant - monotonicNow()) / 1e6;
  if (milliseconds > 0) Atomics.wait(neverNotified, 0, 0, milliseconds);
};
