/** @returns nanoseconds on a clock that never goes back; only differences mean something. */
export const monotonicNow = (): bigint => process.hrtime.bigint();

const neverNotified = new Int32Array(new SharedArrayBuffer(4));

/**
 * Blocks the thread, as a synchronous guest expects it.
 *
 * @param instant when to return, in nanoseconds of `monotonicNow`
 */
export const sleepUntil = (instant: bigint): void => {
  const milliseconds = Number(instant - monotonicNow()) / 1e6;
  if (milliseconds > 0) Atomics.wait(neverNotified, 0, 0, milliseconds);
};
