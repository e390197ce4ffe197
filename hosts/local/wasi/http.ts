import { validateHeaderName, validateHeaderValue } from 'node:http';
import { InputStream, type IoError, OutputStream, Pollable, writePermit } from './io.js';
import { WitError } from './result.js';

type Result<T, E> =
  | { readonly tag: 'ok'; readonly val: T }
  | { readonly tag: 'err'; readonly val: E };
type Tagged = { readonly tag: string; readonly val?: unknown };

/** A header line with its value decoded as Latin-1 (RFC 9110, section 5.5). */
export type HeaderLine = readonly [name: string, value: string];

/** A request to the guest. */
export interface GuestRequest {
  readonly method: string;
  readonly pathWithQuery: string;
  readonly authority: string;
  readonly headers: readonly HeaderLine[];
  readonly body: Uint8Array;
}

/** Receives a response while the guest writes it. */
export interface ResponseSink {
  head(status: number, headers: readonly HeaderLine[]): void;
  chunk(bytes: Uint8Array): void;
  end(): void;
}

/** Connection headers that guests may not access; the list of wasmtime, which Spin uses. */
const forbiddenHeaders = new Set([
  'connection',
  'host',
  'http2-settings',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'transfer-encoding',
  'upgrade',
]);

/** `wasi:http/types@0.2` fields: header lines in order, with names in lower case. */
export class Fields {
  private lines: readonly HeaderLine[] = [];
  private immutable = false;

  /** Header lines from the host, read-only for the guest. */
  static received(lines: readonly HeaderLine[]): Fields {
    const fields = new Fields();
    fields.lines = lines.map(([name, value]) => [name.toLowerCase(), value]);
    return fields.freeze();
  }

  static fromList(entries: readonly (readonly [string, Uint8Array])[]): Fields {
    const fields = new Fields();
    for (const [name, value] of entries) fields.append(name, value);
    return fields;
  }

  get(name: string): Uint8Array[] {
    const wanted = name.toLowerCase();
    return this.lines.filter(([key]) => key === wanted).map(([, value]) => encode(value));
  }

  has(name: string): boolean {
    const wanted = name.toLowerCase();
    return this.lines.some(([key]) => key === wanted);
  }

  set(name: string, values: readonly Uint8Array[]): void {
    const added = values.map((value) => this.checked(name, value));
    this.delete(name);
    this.lines = [...this.lines, ...added];
  }

  delete(name: string): void {
    const unwanted = this.checked(name)[0];
    this.lines = this.lines.filter(([key]) => key !== unwanted);
  }

  append(name: string, value: Uint8Array): void {
    this.lines = [...this.lines, this.checked(name, value)];
  }

  entries(): [string, Uint8Array][] {
    return this.lines.map(([name, value]) => [name, encode(value)]);
  }

  clone(): Fields {
    const fields = new Fields();
    fields.lines = this.lines;
    return fields;
  }

  /** Makes them read-only for the guest. */
  freeze(): this {
    this.immutable = true;
    return this;
  }

  /** For the host. */
  toLines(): readonly HeaderLine[] {
    return this.lines;
  }

  private checked(name: string, value: Uint8Array = new Uint8Array()): HeaderLine {
    if (this.immutable) throw new WitError({ tag: 'immutable' });
    const line = [name.toLowerCase(), Buffer.from(value).toString('latin1')] as const;
    try {
      validateHeaderName(line[0]);
      validateHeaderValue(...line);
    } catch {
      throw new WitError({ tag: 'invalid-syntax' });
    }
    if (forbiddenHeaders.has(line[0])) throw new WitError({ tag: 'forbidden' });
    return line;
  }
}

const encode = (latin1: string): Uint8Array => Buffer.from(latin1, 'latin1');

const knownMethods = new Set([
  'GET',
  'HEAD',
  'POST',
  'PUT',
  'DELETE',
  'CONNECT',
  'OPTIONS',
  'TRACE',
  'PATCH',
]);

/** `wasi:http/types@0.2` incoming-request. */
export class IncomingRequest {
  private body: IncomingBody | undefined;

  constructor(private readonly request: GuestRequest) {
    this.body = new IncomingBody(request.body);
  }

  method(): Tagged {
    const { method } = this.request;
    return knownMethods.has(method) ? { tag: method.toLowerCase() } : { tag: 'other', val: method };
  }

  pathWithQuery(): string {
    return this.request.pathWithQuery;
  }

  scheme(): Tagged {
    return { tag: 'HTTP' };
  }

  authority(): string {
    return this.request.authority;
  }

  headers(): Fields {
    return Fields.received(
      this.request.headers.filter(([name]) => !forbiddenHeaders.has(name.toLowerCase())),
    );
  }

  /** @throws WitError the second time */
  consume(): IncomingBody {
    return once(this.body, () => {
      this.body = undefined;
    });
  }
}

/** `wasi:http/types@0.2` incoming-body. */
export class IncomingBody {
  private content: InputStream | undefined;

  constructor(bytes: Uint8Array) {
    this.content = new InputStream(bytes);
  }

  /** @throws WitError the second time */
  stream(): InputStream {
    return once(this.content, () => {
      this.content = undefined;
    });
  }

  static finish(_body: IncomingBody): FutureTrailers {
    return new FutureTrailers();
  }
}

/** `wasi:http/types@0.2` future-trailers; a buffered body has none. */
export class FutureTrailers {
  subscribe(): Pollable {
    return new Pollable();
  }

  get(): Result<Result<undefined, Tagged>, undefined> {
    return { tag: 'ok', val: { tag: 'ok', val: undefined } };
  }
}

/** `wasi:http/types@0.2` response-outparam, which takes one response. */
export class ResponseOutparam {
  constructor(private readonly sink: ResponseSink) {}

  /** @throws Error, a trap, if the guest reports an error */
  static set(param: ResponseOutparam, response: Result<OutgoingResponse, Tagged>): void {
    if (response.tag === 'err') {
      throw new Error(`the guest answered with the error ${response.val.tag}`);
    }
    response.val.sendTo(param.sink);
  }
}

/** `wasi:http/types@0.2` outgoing-response. */
export class OutgoingResponse {
  private status = 200;
  private readonly content: OutgoingBody;
  private bodyTaken = false;

  constructor(private readonly fields: Fields) {
    fields.freeze();
    const [length] = fields
      .toLines()
      .flatMap(([name, value]) => (name === 'content-length' ? [value] : []));
    this.content = new OutgoingBody(length === undefined ? undefined : Number(length));
  }

  statusCode(): number {
    return this.status;
  }

  /** @throws WitError if it is not the status of a final response (RFC 9110, section 15) */
  setStatusCode(status: number): void {
    if (status < 200 || status > 599) throw new WitError(undefined);
    this.status = status;
  }

  headers(): Fields {
    return this.fields;
  }

  /** @throws WitError the second time */
  body(): OutgoingBody {
    if (this.bodyTaken) throw new WitError(undefined);
    this.bodyTaken = true;
    return this.content;
  }

  /** For the host: sends what has been written, and forwards what follows. */
  sendTo(sink: ResponseSink): void {
    sink.head(this.status, this.fields.toLines());
    this.content.sendTo(sink);
    if (!this.bodyTaken) sink.end();
  }
}

/** `wasi:http/types@0.2` outgoing-body. Like in Spin, a guest may write one permit before it sets the response. */
export class OutgoingBody {
  private sink: Pick<ResponseSink, 'chunk' | 'end'> | undefined;
  private readonly early: Uint8Array[] = [];
  private written = 0;
  private finished = false;
  private streamTaken = false;

  /** @param length from the headers */
  constructor(private readonly length?: number) {}

  /** @throws WitError the second time */
  write(): OutputStream {
    if (this.streamTaken) throw new WitError(undefined);
    this.streamTaken = true;
    return new OutputStream(
      (bytes) => {
        if (this.finished) throw new WitError({ tag: 'closed' });
        this.written += bytes.length;
        if (this.sink) this.sink.chunk(bytes);
        else this.early.push(bytes);
      },
      () => (this.sink ? writePermit : Math.max(0, writePermit - this.written)),
    );
  }

  /** @throws WitError if the size of the body differs from the headers */
  static finish(body: OutgoingBody, trailers: Fields | undefined): void {
    if (trailers) throw new Error('the local host does not send trailers');
    if (body.length !== undefined && body.length !== body.written) {
      throw new WitError({ tag: 'HTTP-response-body-size', val: BigInt(body.written) });
    }
    body.finished = true;
    body.sink?.end();
  }

  /** For the host. */
  sendTo(sink: ResponseSink): void {
    this.sink = sink;
    for (const bytes of this.early.splice(0)) sink.chunk(bytes);
    if (this.finished) sink.end();
  }
}

/** `wasi:http/types@0.2` outgoing-request, which `outgoingHandler` denies. */
export class OutgoingRequest {
  private currentMethod: Tagged = { tag: 'get' };
  private currentPath: string | undefined;
  private currentScheme: Tagged | undefined;
  private currentAuthority: string | undefined;

  constructor(private readonly fields: Fields) {
    fields.freeze();
  }

  body(): OutgoingBody {
    return new OutgoingBody();
  }

  method(): Tagged {
    return this.currentMethod;
  }

  setMethod(method: Tagged): void {
    this.currentMethod = method;
  }

  pathWithQuery(): string | undefined {
    return this.currentPath;
  }

  setPathWithQuery(path: string | undefined): void {
    this.currentPath = path;
  }

  scheme(): Tagged | undefined {
    return this.currentScheme;
  }

  setScheme(scheme: Tagged | undefined): void {
    this.currentScheme = scheme;
  }

  authority(): string | undefined {
    return this.currentAuthority;
  }

  setAuthority(authority: string | undefined): void {
    this.currentAuthority = authority;
  }

  headers(): Fields {
    return this.fields;
  }
}

/** `wasi:http/types@0.2` request-options, without effect because all calls are denied. */
export class RequestOptions {
  connectTimeout(): undefined {}
  setConnectTimeout(_nanoseconds: bigint | undefined): void {}
  firstByteTimeout(): undefined {}
  setFirstByteTimeout(_nanoseconds: bigint | undefined): void {}
  betweenBytesTimeout(): undefined {}
  setBetweenBytesTimeout(_nanoseconds: bigint | undefined): void {}
}

/** Never created, because all calls are denied. */
export class FutureIncomingResponse {}

/** Never created, because all calls are denied. */
export class IncomingResponse {}

/** Streams never fail with an HTTP error here. */
export const httpErrorCode = (_error: IoError): undefined => undefined;

/** `wasi:http/outgoing-handler@0.2`: denies all calls, like Spin without `allowed_outbound_hosts`. */
export const outgoingHandler = {
  handle(_request: OutgoingRequest, _options: RequestOptions | undefined): never {
    throw new WitError({ tag: 'HTTP-request-denied' });
  },
};

const once = <T>(value: T | undefined, take: () => void): T => {
  if (value === undefined) throw new WitError(undefined);
  take();
  return value;
};
