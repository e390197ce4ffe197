import { WitError } from './result.js';
import { monotonicNow, sleepUntil } from './time.js';

/** `wasi:io/error@0.2`. */
export class IoError {
  constructor(private readonly message: string) {}

  toDebugString(): string {
    return this.message;
  }
}

/** `wasi:io/poll@0.2`. Request bodies are buffered and writes block, so a guest only waits for timers. */
export class Pollable {
  /** @param due when it becomes ready, in nanoseconds of the monotonic clock; by default immediately */
  constructor(readonly due = 0n) {}

  ready(): boolean {
    return this.due <= monotonicNow();
  }

  block(): void {
    sleepUntil(this.due);
  }
}

/**
 * Waits until at least one pollable is ready.
 *
 * @returns the indices of those that are
 * @throws Error, a trap, if the list is empty
 */
export const poll = (pollables: readonly Pollable[]): Uint32Array => {
  const [soonest] = pollables.map(({ due }) => due).sort((a, b) => Number(a - b));
  if (soonest === undefined) throw new Error('wasi:io/poll: the list of pollables is empty');
  sleepUntil(soonest);
  return Uint32Array.from(pollables.keys()).filter((index) => pollables[index]?.ready());
};

/** `wasi:io/streams@0.2` input-stream over buffered bytes. */
export class InputStream {
  constructor(private rest: Uint8Array = new Uint8Array()) {}

  /** @throws WitError `closed` at the end */
  read(length: bigint): Uint8Array {
    if (this.rest.length === 0) throw new WitError({ tag: 'closed' });
    const count = Number(length);
    const bytes = this.rest.subarray(0, count);
    this.rest = this.rest.subarray(count);
    return bytes;
  }

  blockingRead(length: bigint): Uint8Array {
    return this.read(length);
  }

  skip(length: bigint): bigint {
    return BigInt(this.read(length).length);
  }

  blockingSkip(length: bigint): bigint {
    return this.skip(length);
  }

  subscribe(): Pollable {
    return new Pollable();
  }
}

/** The maximum size of one write. */
export const writePermit = 1024 * 1024;

/** `wasi:io/streams@0.2` output-stream without a buffer. */
export class OutputStream {
  /**
   * @param sink takes the bytes, or blocks, or throws
   * @param room the number of bytes that can be written now
   */
  constructor(
    private readonly sink: (bytes: Uint8Array) => void,
    private readonly room: () => number = () => writePermit,
  ) {}

  checkWrite(): bigint {
    return BigInt(this.room());
  }

  /** @throws Error, a trap, if there is not enough room */
  write(bytes: Uint8Array): void {
    if (bytes.length > this.room()) throw new Error('the guest wrote more than permitted');
    if (bytes.length > 0) this.sink(bytes);
  }

  blockingWriteAndFlush(bytes: Uint8Array): void {
    if (bytes.length > 0) this.sink(bytes);
  }

  flush(): void {}

  blockingFlush(): void {}

  subscribe(): Pollable {
    return new Pollable();
  }

  writeZeroes(length: bigint): void {
    this.write(new Uint8Array(Number(length)));
  }

  blockingWriteZeroesAndFlush(length: bigint): void {
    this.writeZeroes(length);
  }

  splice(source: InputStream, length: bigint): bigint {
    const bytes = source.read(length);
    this.write(bytes);
    return BigInt(bytes.length);
  }

  blockingSplice(source: InputStream, length: bigint): bigint {
    return this.splice(source, length);
  }
}
