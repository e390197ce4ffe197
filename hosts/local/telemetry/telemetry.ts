/** What the host tells about requests, to whoever listens. */

/** A call of a guest to the host, named as Spin names its span. */
export interface Call {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** In milliseconds since 1970, like `end`. */
  readonly start: number;
  readonly end: number;
}

/** What a guest took for one request. */
export interface Execution {
  readonly calls: readonly Call[];
  /** In milliseconds since 1970. */
  readonly end: number;
  readonly memoryBytesOnInit: number;
  readonly memoryBytes: number;
  /** Undefined before Node 22.19, which doesn't tell it of a thread. */
  readonly cpuSeconds?: number | undefined;
}

/** One request, as the server sees it. */
export interface RequestTelemetry {
  /** The request goes to a component, by this route. */
  matched(route: string, component: string): void;
  /** The component is done, which may be after the response. */
  executed(execution: Execution): void;
  /** The component trapped, or was stopped. */
  failed(reason: string): void;
  /** The connection is done; the status is undefined if nothing was answered. */
  answered(status: number | undefined): void;
}

export interface Telemetry {
  request(about: {
    readonly method: string;
    readonly path: string;
    readonly query: string;
    readonly peer: { readonly address: string; readonly port: number };
    readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  }): RequestTelemetry;
  /** Sends what hasn't been sent yet. */
  close(): Promise<void>;
}

/** @returns the current time in milliseconds since 1970, with their fractions */
export const now = (): number => performance.timeOrigin + performance.now();

/** Times a call of the guest. */
export type Watch = <T>(
  name: string,
  attributes: Readonly<Record<string, string>>,
  call: () => T,
) => T;

/** Times nothing. */
export const unwatched: Watch = (_name, _attributes, call) => call();

/** @returns what times calls, and adds each to the list that `list` returns */
export const watchInto =
  (list: () => Call[]): Watch =>
  (name, attributes, call) => {
    const start = now();
    try {
      return call();
    } finally {
      list().push({ name, attributes, start, end: now() });
    }
  };
