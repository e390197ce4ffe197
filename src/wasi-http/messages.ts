/**
 * Fetch's Headers, Request and Response, as much of them as the service uses. The engine's own keep every
 * body in a stream, even one that is known, and cost a request most of a millisecond. The build puts
 * `Headers` and `Response` in the place of the engine's (engine/bundle.ts).
 */
import { encodeText } from '../encoding/utf8.js';

/** A header as the host has it. */
export type Field = [name: string, value: Uint8Array];

type HeadersInit = Readonly<Record<string, string>> | Headers;

/** The headers of a response, their names in lower case. */
export class Headers {
  private readonly values: Map<string, string>;

  constructor(init: HeadersInit = {}) {
    this.values = new Map(init instanceof Headers ? init.values : Object.entries(init));
  }

  get(name: string): string | null {
    return this.values.get(name) ?? null;
  }

  has(name: string): boolean {
    return this.values.has(name);
  }

  set(name: string, value: string): void {
    this.values.set(name, value);
  }

  /** For the host. */
  fields(): Field[] {
    return Array.from(this.values, ([name, value]) => [name, encodeText(value)]);
  }
}

export type Content = string | Uint8Array | ReadableStream<Uint8Array> | null;

interface ResponseInit {
  readonly status?: number;
  readonly headers?: HeadersInit;
}

/** A response whose body stays what it was given as. */
export class Response {
  readonly status: number;
  readonly headers: Headers;

  constructor(
    /** For the host. */
    readonly content: Content = null,
    { status = 200, headers }: ResponseInit = {},
  ) {
    this.status = status;
    this.headers = headers instanceof Headers ? headers : new Headers(headers);
  }

  /** The body, where it is a stream: nobody needs one of what is known. */
  get body(): ReadableStream<Uint8Array> | null {
    return this.content instanceof ReadableStream ? this.content : null;
  }
}

/** The headers of a request: each is decoded when somebody asks for it. */
export class ReceivedHeaders {
  /** @param fields as they came, their names in lower case */
  constructor(private readonly fields: readonly Field[]) {}

  get(name: string): string | null {
    const values = this.fields.filter(([key]) => key === name);
    return values.length === 0 ? null : values.map(([, value]) => textOf(value)).join(', ');
  }

  has(name: string): boolean {
    return this.fields.some(([key]) => key === name);
  }

  forEach(visit: (value: string, name: string) => void): void {
    for (const [name, value] of this.fields) visit(textOf(value), name);
  }
}

/** Bytes that `fromCharCode` takes at once. */
const maximumArguments = 4096;

/** A value has any bytes; as text it is Latin-1 (RFC 9110, section 5.5). */
const textOf = (value: Uint8Array): string => {
  if (value.length <= maximumArguments) return String.fromCharCode(...value);
  const rest = value.subarray(maximumArguments);
  return String.fromCharCode(...value.subarray(0, maximumArguments)) + textOf(rest);
};
