import { parentPort, workerData } from 'node:worker_threads';
import { openState } from '../state.js';
import { type Call, now, watchInto } from '../telemetry/telemetry.js';
import { hostInterfaces } from '../wasi/host-interfaces.js';
import { IncomingRequest, ResponseOutparam, type ResponseSink } from '../wasi/http.js';
import { LineSplitter } from '../wasi/lines.js';
import { instanceFactory, type TranspiledModule } from './instance.js';
import type { FromWorker, ToWorker, WorkerSetup } from './protocol.js';

/** How many bytes may be in flight to a slow client before the guest has to wait. */
const responseWindow = 1024 * 1024;

// If V8 lacks `promising`, jco's code throws and catches a TypeError, for which V8 parses all that code again.
Object.assign(WebAssembly, {
  promising: Reflect.get(WebAssembly, 'promising') ?? ((f: unknown) => f),
});

const setup = workerData as WorkerSetup;
const post = (message: FromWorker): void => parentPort?.postMessage(message);
const stdout = new LineSplitter((line) => post({ kind: 'log', stream: 'stdout', line }));
const stderr = new LineSplitter((line) => post({ kind: 'log', stream: 'stderr', line }));
const database = openState(setup.stateDir);
/** The guest's calls for the current request. */
let calls: Call[] = [];
const watch = setup.measure ? watchInto(() => calls) : undefined;
const interfaces = () => hostInterfaces(setup.grants, database, { stdout, stderr }, watch);
const offered = interfaces();
const missing = setup.imports.filter((name) => !Object.hasOwn(offered, name));
if (missing.length > 0) {
  throw new Error(
    `The component imports ${missing.join(', ')}, which the local host does not support. Run it with spin up.`,
  );
}
const transpiled = (await import(setup.entry)) as TranspiledModule;

let prepare: ReturnType<typeof instanceFactory>;
let prepared: ReturnType<typeof prepare>;

parentPort?.on('message', (message: ToWorker) => {
  if (message.kind === 'modules')
    prepare = instanceFactory(transpiled, message.modules, interfaces);
  else serve(message);
  const started = performance.now();
  prepared = prepare();
  post({ kind: 'ready', took: performance.now() - started });
});

const serve = ({ request, inFlight }: Extract<ToWorker, { kind: 'request' }>): void => {
  const response = new ResponseToMainThread(inFlight);
  const handle = () =>
    prepared.handle(new IncomingRequest(request), new ResponseOutparam(response));
  try {
    if (setup.measure) measured(handle);
    else handle();
    stdout.flush();
    stderr.flush();
    response.close();
  } catch (trap) {
    stdout.flush();
    stderr.flush();
    post({
      kind: 'failed',
      reason: trap instanceof Error ? (trap.stack ?? trap.message) : String(trap),
    });
  }
};

/** Runs the guest, and tells what it took, even if it traps. */
const measured = (handle: () => void): void => {
  calls = [];
  const memoryBytesOnInit = prepared.memoryBytes();
  const before = cpuSeconds();
  try {
    handle();
  } finally {
    const after = cpuSeconds();
    const execution = {
      calls,
      end: now(),
      memoryBytesOnInit,
      memoryBytes: prepared.memoryBytes(),
      ...(before !== undefined && after !== undefined && { cpuSeconds: after - before }),
    };
    post({ kind: 'executed', execution });
  }
};

/** @returns the processor time of this thread, if this Node tells it */
const cpuSeconds = (): number | undefined => {
  const usage: unknown = Reflect.get(process, 'threadCpuUsage');
  if (typeof usage !== 'function') return undefined;
  const { user, system } = usage.call(process) as NodeJS.CpuUsage;
  return (user + system) / 1e6;
};

/** Forwards a response to the main thread while the guest writes it, at the speed of the client. */
class ResponseToMainThread implements ResponseSink {
  private state: 'nothing' | 'head' | 'end' = 'nothing';

  constructor(private readonly inFlight: Int32Array) {}

  head(status: number, headers: Parameters<ResponseSink['head']>[1]): void {
    this.state = 'head';
    post({ kind: 'head', status, headers });
  }

  chunk(bytes: Uint8Array): void {
    for (let sent = Atomics.load(this.inFlight, 0); sent > responseWindow; ) {
      Atomics.wait(this.inFlight, 0, sent);
      sent = Atomics.load(this.inFlight, 0);
    }
    Atomics.add(this.inFlight, 0, bytes.length);
    post({ kind: 'chunk', bytes });
  }

  end(): void {
    this.state = 'end';
    post({ kind: 'end' });
  }

  /** Called when the guest has returned, which must have completed its response. */
  close(): void {
    if (this.state === 'nothing') throw new Error('the guest returned without a response');
    if (this.state === 'head') throw new Error('the guest returned before the end of its response');
  }
}
