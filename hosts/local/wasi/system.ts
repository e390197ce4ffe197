import { randomBytes } from 'node:crypto';
import { InputStream, OutputStream, Pollable } from './io.js';
import { monotonicNow } from './time.js';

/** `wasi:clocks/monotonic-clock@0.2`, in nanoseconds. */
export const monotonicClock = {
  now: () => monotonicNow(),
  resolution: () => 1n,
  subscribeInstant: (when: bigint) => new Pollable(when),
  subscribeDuration: (duration: bigint) => new Pollable(monotonicNow() + duration),
};

/** `wasi:clocks/wall-clock@0.2`. */
export const wallClock = {
  now() {
    const milliseconds = Date.now();
    return {
      seconds: BigInt(Math.floor(milliseconds / 1000)),
      nanoseconds: (milliseconds % 1000) * 1_000_000,
    };
  },
  resolution: () => ({ seconds: 0n, nanoseconds: 1_000_000 }),
};

/** `wasi:random/random@0.2`, from the operating system's generator. */
export const random = {
  getRandomBytes: (length: bigint): Uint8Array => randomBytes(Number(length)),
  getRandomU64: () => randomBytes(8).readBigUInt64LE(),
};

/** `wasi:random/insecure@0.2`. */
export const insecureRandom = {
  getInsecureRandomBytes: random.getRandomBytes,
  getInsecureRandomU64: random.getRandomU64,
};

/** `wasi:random/insecure-seed@0.2`. */
export const insecureSeed = {
  insecureSeed: () => [random.getRandomU64(), random.getRandomU64()],
};

/** `wasi:filesystem/preopens@0.2`: guests see no files. */
export const preopens = { getDirectories: () => [] };

/** `wasi:filesystem/types@0.2`: without preopens, guests never have descriptors. */
export const filesystem = {
  Descriptor: class Descriptor {},
  DirectoryEntryStream: class DirectoryEntryStream {},
  filesystemErrorCode: () => undefined,
};

/** `wasi:cli/environment@0.2`: empty, because `environment` in spin.toml is not supported. */
export const environment = {
  getEnvironment: () => [],
  getArguments: () => [],
  initialCwd: () => undefined,
};

/** `wasi:cli/exit@0.2`. */
export const exit = {
  /** @throws Error always, a trap: a guest that answers requests does not end by itself */
  exit(): never {
    throw new Error('the guest has ended itself');
  },
};

/** `wasi:cli/stdin@0.2`: empty. */
export const stdin = { getStdin: () => new InputStream() };

/** Receives a standard stream, such as a `LineSplitter`. */
interface Writable {
  write(bytes: Uint8Array): void;
}

/** A standard stream of the guest. */
export type StandardStream = 'stdout' | 'stderr';

/** `wasi:cli/stdout@0.2` and `wasi:cli/stderr@0.2`. */
export const standardOutput = (output: Record<StandardStream, Writable>) => {
  const stdout = new OutputStream((bytes) => output.stdout.write(bytes));
  const stderr = new OutputStream((bytes) => output.stderr.write(bytes));
  return { stdout: { getStdout: () => stdout }, stderr: { getStderr: () => stderr } };
};

/** `wasi:cli/terminal-*@0.2`: standard streams are not terminals. */
export const terminals = {
  TerminalInput: class TerminalInput {},
  TerminalOutput: class TerminalOutput {},
  getTerminalStdin: () => undefined,
  getTerminalStdout: () => undefined,
  getTerminalStderr: () => undefined,
};
