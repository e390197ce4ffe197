import { Worker } from 'node:worker_threads';
import type { ProblemSlug } from '../../../src/http/problem.js';
import type { Execution } from '../telemetry/telemetry.js';
import type { GuestRequest, HeaderLine } from '../wasi/http.js';
import type { StandardStream } from '../wasi/system.js';
import type { CompiledModule, FromWorker, ToWorker, WorkerSetup } from './protocol.js';

/** Receives the response to a request. */
export interface Receiver {
  head(status: number, headers: readonly HeaderLine[]): void;
  /** @param sent must be called when the bytes have been sent or dropped */
  chunk(bytes: Uint8Array, sent: () => void): void;
  end(): void;
  /** Called instead of the response, or of the rest of it. */
  fail(problem: ProblemSlug, reason: string): void;
  log(stream: StandardStream, line: string): void;
  /** Called when the guest has returned, if the setup asks for it. */
  executed?(execution: Execution): void;
}

export interface PoolOptions {
  /** The URL of the built hosts/local/guest/worker.ts. */
  readonly script: URL;
  readonly setup: WorkerSetup;
  readonly modules: readonly CompiledModule[] | Promise<readonly CompiledModule[]>;
  /** The maximum number of threads, each running one request at a time. */
  readonly workers: number;
  /** The maximum number of requests waiting for a thread. */
  readonly queueLimit: number;
  /** The time limit for a request including its wait, in milliseconds. */
  readonly requestTimeout: number;
  /** Called for errors outside a request. */
  readonly onError: (error: Error) => void;
}

interface Job {
  readonly request: GuestRequest;
  readonly receiver: Receiver;
  readonly timer: NodeJS.Timeout;
}

/** Before retrying if a worker fails to start, in milliseconds. */
const restartDelay = 1000;

/** Worker threads that run one component, with a fresh instance per request. */
export class Pool {
  private readonly threads = new Set<Thread>();
  /** Threads with a prepared instance, longest idle first. */
  private readonly idle: Thread[] = [];
  private readonly waiting: Job[] = [];
  private closed = false;

  private constructor(private readonly options: PoolOptions) {}

  /**
   * Starts the first thread and waits until it is ready. More are added when requests have to wait.
   *
   * @throws Error if the component cannot be instantiated
   */
  static async start(options: PoolOptions): Promise<Pool> {
    const pool = new Pool(options);
    await pool.addThread();
    return pool;
  }

  /** Runs a request as soon as a thread is free. @returns a function that cancels the request if it still waits */
  submit(request: GuestRequest, receiver: Receiver): () => void {
    if (this.waiting.length >= this.options.queueLimit) {
      receiver.fail('overloaded', `${this.waiting.length} requests are waiting`);
      return () => {};
    }
    const timer = setTimeout(() => this.expire(job), this.options.requestTimeout);
    const job: Job = { request, receiver, timer };
    this.waiting.push(job);
    this.dispatch();
    return () => this.withdraw(job);
  }

  /** Terminates all threads. */
  async close(): Promise<void> {
    this.closed = true;
    for (const job of this.waiting.splice(0)) clearTimeout(job.timer);
    await Promise.all([...this.threads].map((thread) => thread.terminate()));
  }

  private dispatch(): void {
    while (this.idle.length > 0) {
      const job = this.waiting.shift();
      if (!job) return;
      this.idle.shift()?.run(job);
    }
    if (this.waiting.length > 0) this.grow();
  }

  private expire(job: Job): void {
    if (this.withdraw(job)) {
      job.receiver.fail('overloaded', 'no thread became free in time');
      return;
    }
    const thread = [...this.threads].find((candidate) => candidate.job === job);
    thread?.abandon('gateway-timeout', 'the component did not answer in time');
  }

  private withdraw(job: Job): boolean {
    const index = this.waiting.indexOf(job);
    if (index < 0) return false;
    this.waiting.splice(index, 1);
    clearTimeout(job.timer);
    return true;
  }

  /** Adds a thread if the limit allows, and retries if it fails to start. */
  private grow(): void {
    const starting = [...this.threads].some((thread) => !thread.wasReady);
    if (this.closed || starting || this.threads.size >= this.options.workers) return;
    this.addThread().catch((error: Error) => {
      if (this.closed) return;
      this.options.onError(error);
      setTimeout(() => this.grow(), restartDelay).unref();
    });
  }

  private addThread(): Promise<void> {
    const thread = new Thread(this.options, () => {
      this.idle.push(thread);
      this.dispatch();
    });
    this.threads.add(thread);
    thread.gone.then(() => {
      this.threads.delete(thread);
      const index = this.idle.indexOf(thread);
      if (index >= 0) this.idle.splice(index, 1);
      if (thread.wasReady) this.grow();
    });
    return thread.ready;
  }
}

class Thread {
  /** The current request. */
  job: Job | undefined;
  wasReady = false;
  /** Settles when the first instance is prepared. */
  readonly ready: Promise<void>;
  /** Resolves when the thread has ended. */
  readonly gone: Promise<void>;
  private readonly worker: Worker;
  /** Of the request that it works on, or last worked on: the guest may log after its response. */
  private latest: Receiver | undefined;
  private inFlight = new Int32Array(new SharedArrayBuffer(4));

  constructor(options: PoolOptions, onIdle: () => void) {
    const worker = new Worker(options.script, { workerData: options.setup });
    this.worker = worker;
    this.ready = new Promise((resolve, reject) => {
      Promise.resolve(options.modules).then((modules) => {
        this.post({ kind: 'modules', modules });
      }, reject);
      worker.on('message', (message: FromWorker) => {
        if (message.kind !== 'ready') {
          this.receive(message);
          return;
        }
        this.wasReady = true;
        resolve();
        onIdle();
      });
      worker.on('error', (error) => {
        this.finish()?.receiver.fail('internal-error', String(error));
        reject(error);
      });
      worker.on('exit', () => reject(new Error('A worker thread ended before it was ready.')));
    });
    this.gone = new Promise((resolve) => worker.on('exit', () => resolve()));
  }

  run(job: Job): void {
    this.job = job;
    this.latest = job.receiver;
    this.inFlight = new Int32Array(new SharedArrayBuffer(4));
    this.post({ kind: 'request', request: job.request, inFlight: this.inFlight });
  }

  /** Terminates the thread, the only way to stop a guest. */
  abandon(problem: ProblemSlug, reason: string): void {
    this.finish()?.receiver.fail(problem, reason);
    this.worker.terminate();
  }

  async terminate(): Promise<void> {
    this.finish();
    await this.worker.terminate();
  }

  private receive(message: Exclude<FromWorker, { kind: 'ready' }>): void {
    switch (message.kind) {
      case 'head':
        this.job?.receiver.head(message.status, message.headers);
        break;
      case 'chunk':
        this.job?.receiver.chunk(message.bytes, this.acknowledge(message.bytes.length));
        break;
      case 'log':
        this.latest?.log(message.stream, message.line);
        break;
      case 'executed':
        this.latest?.executed?.(message.execution);
        break;
      case 'end':
        this.finish()?.receiver.end();
        break;
      case 'failed':
        this.finish()?.receiver.fail('internal-error', message.reason);
        break;
    }
  }

  /** Lets the guest continue to write. */
  private acknowledge(length: number): () => void {
    const { inFlight } = this;
    return () => {
      Atomics.sub(inFlight, 0, length);
      Atomics.notify(inFlight, 0);
    };
  }

  private finish(): Job | undefined {
    const { job } = this;
    this.job = undefined;
    if (job) clearTimeout(job.timer);
    return job;
  }

  private post(message: ToWorker): void {
    this.worker.postMessage(message);
  }
}
