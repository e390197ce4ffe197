/** What of WASI the web APIs are made of. */
interface Pollable extends Disposable {
  block(): void;
}

interface OutputStream extends Disposable {
  blockingWriteAndFlush(bytes: Uint8Array): void;
}

declare module 'wasi:cli/stdout@0.2.10' {
  export const getStdout: () => OutputStream;
}

declare module 'wasi:cli/stderr@0.2.10' {
  export const getStderr: () => OutputStream;
}

declare module 'wasi:clocks/monotonic-clock@0.2.10' {
  /** @param nanoseconds a number, where componentize-js takes a bigint */
  export const subscribeDuration: (nanoseconds: number) => Pollable;
}

declare module 'wasi:random/random@0.2.10' {
  /** @param length a number, where componentize-js takes a bigint */
  export const getRandomBytes: (length: number) => Uint8Array<ArrayBuffer>;
}

/** What componentize-qjs has beside the engine's own. */
declare const __cqjs: { runGc(): void };
