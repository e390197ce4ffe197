/** The console: a line on the standard output or on the standard error. */
import { getStderr } from 'wasi:cli/stderr@0.2.10';
import { getStdout } from 'wasi:cli/stdout@0.2.10';
import { TextEncoder } from './text.js';

/** The most bytes that `blocking-write-and-flush` takes. */
const maxWrite = 4096;

const encoder = new TextEncoder();

const printTo =
  (open: typeof getStdout) =>
  (...values: readonly unknown[]): void => {
    const stream = open();
    const bytes = encoder.encode(`${values.map(String).join(' ')}\n`);
    for (let start = 0; start < bytes.length; start += maxWrite) {
      stream.blockingWriteAndFlush(bytes.subarray(start, start + maxWrite));
    }
    stream[Symbol.dispose]();
  };

export const console = {
  log: printTo(getStdout),
  error: printTo(getStderr),
};
