/** Streams of chunks that are pulled (Streams Standard, section 4), with the default reader alone. */

interface UnderlyingSource {
  readonly start?: (controller: Controller) => unknown;
  readonly pull?: (controller: Controller) => unknown;
  readonly cancel?: (reason?: unknown) => unknown;
}

interface Controller {
  readonly desiredSize: number;
  enqueue(chunk: unknown): void;
  close(): void;
  error(reason?: unknown): void;
}

interface ReadResult {
  readonly value: unknown;
  readonly done: boolean;
}

interface PendingRead {
  readonly resolve: (result: ReadResult) => void;
  readonly reject: (reason: unknown) => void;
}

type State =
  | { readonly name: 'readable' | 'closed' }
  | { readonly name: 'errored'; readonly reason: unknown };

const streams = new WeakMap<ReadableStream, Stream>();

export class ReadableStream {
  /** @param strategy how many chunks are asked for before somebody reads them */
  constructor(source: UnderlyingSource = {}, { highWaterMark = 1 } = {}) {
    streams.set(this, new Stream(source, highWaterMark));
  }

  get locked(): boolean {
    return streamOf(this).locked;
  }

  /** @throws TypeError where the stream has a reader already */
  getReader(): ReadableStreamDefaultReader {
    return new ReadableStreamDefaultReader(this);
  }

  async cancel(reason?: unknown): Promise<void> {
    const stream = streamOf(this);
    if (stream.locked) throw new TypeError('The stream has a reader.');
    await stream.cancel(reason);
  }
}

export class ReadableStreamDefaultReader {
  private stream: Stream | undefined;

  constructor(stream: ReadableStream) {
    const inner = streamOf(stream);
    if (inner.locked) throw new TypeError('The stream has a reader.');
    inner.locked = true;
    this.stream = inner;
  }

  read(): Promise<ReadResult> {
    return this.stream?.read() ?? Promise.reject(released());
  }

  async cancel(reason?: unknown): Promise<void> {
    await this.held().cancel(reason);
  }

  releaseLock(): void {
    if (!this.stream) return;
    this.stream.release();
    this.stream = undefined;
  }

  private held(): Stream {
    if (!this.stream) throw released();
    return this.stream;
  }
}

const released = () => new TypeError('The reader has released the stream.');

const streamOf = (stream: ReadableStream): Stream => {
  const inner = streams.get(stream);
  if (!inner) throw new TypeError('It is no ReadableStream.');
  return inner;
};

/** What a stream and its reader share. */
class Stream {
  locked = false;
  private state: State = { name: 'readable' };
  private started = false;
  private isPulling = false;
  private pullAgain = false;
  private closeRequested = false;
  private chunks: unknown[] = [];
  private reads: PendingRead[] = [];
  private readonly controller: Controller;

  constructor(
    private readonly source: UnderlyingSource,
    private readonly highWaterMark: number,
  ) {
    const desiredSize = () => this.highWaterMark - this.chunks.length;
    this.controller = {
      get desiredSize() {
        return desiredSize();
      },
      enqueue: (chunk) => this.enqueue(chunk),
      close: () => this.requestClose(),
      error: (reason) => this.fail(reason),
    };
    this.start();
  }

  read(): Promise<ReadResult> {
    if (this.chunks.length > 0) {
      const value = this.chunks.shift();
      if (this.closeRequested && this.chunks.length === 0) this.finish();
      else void this.pullIfNeeded();
      return Promise.resolve({ value, done: false });
    }
    if (this.state.name === 'errored') return Promise.reject(this.state.reason);
    if (this.state.name === 'closed') return Promise.resolve({ value: undefined, done: true });
    const result = new Promise<ReadResult>((resolve, reject) => {
      this.reads.push({ resolve, reject });
    });
    void this.pullIfNeeded();
    return result;
  }

  async cancel(reason: unknown): Promise<void> {
    if (this.state.name === 'errored') throw this.state.reason;
    if (this.state.name === 'closed') return;
    this.chunks = [];
    this.finish();
    await this.source.cancel?.(reason);
  }

  release(): void {
    for (const { reject } of this.reads) reject(new TypeError('The reader was released.'));
    this.reads = [];
    this.locked = false;
  }

  private async start(): Promise<void> {
    try {
      await this.source.start?.(this.controller);
      this.started = true;
    } catch (error) {
      this.fail(error);
    }
    await this.pullIfNeeded();
  }

  private async pullIfNeeded(): Promise<void> {
    if (!this.wantsMore()) return;
    if (this.isPulling) {
      this.pullAgain = true;
      return;
    }
    this.isPulling = true;
    try {
      await this.source.pull?.(this.controller);
    } catch (error) {
      this.fail(error);
    }
    this.isPulling = false;
    if (!this.pullAgain) return;
    this.pullAgain = false;
    await this.pullIfNeeded();
  }

  private wantsMore(): boolean {
    if (!this.started || this.closeRequested || this.state.name !== 'readable') return false;
    return this.reads.length > 0 || this.chunks.length < this.highWaterMark;
  }

  private enqueue(chunk: unknown): void {
    if (this.closeRequested || this.state.name !== 'readable') {
      throw new TypeError('The stream takes no more chunks.');
    }
    const read = this.reads.shift();
    if (read) read.resolve({ value: chunk, done: false });
    else this.chunks.push(chunk);
    void this.pullIfNeeded();
  }

  private requestClose(): void {
    if (this.closeRequested || this.state.name !== 'readable') {
      throw new TypeError('The stream is closed already.');
    }
    this.closeRequested = true;
    if (this.chunks.length === 0) this.finish();
  }

  private finish(): void {
    this.state = { name: 'closed' };
    for (const { resolve } of this.reads) resolve({ value: undefined, done: true });
    this.reads = [];
  }

  private fail(reason: unknown): void {
    if (this.state.name !== 'readable') return;
    this.state = { name: 'errored', reason };
    this.chunks = [];
    for (const { reject } of this.reads) reject(reason);
    this.reads = [];
  }
}
