/**
 * The part of Fetch's Headers and Response that the service uses. The engine's own classes keep every
 * body in a stream, even a known one, and cost a request most of a millisecond. The build replaces the
 * engine's `Headers` and `Response` with these (engine/bundle.ts).
 */
import { encodeText } from '../encoding/utf8.js';

/** A header field of the host. */
export type Field = [name: string, value: Uint8Array];

type HeadersInit = Readonly<Record<string, string>> | Headers;

/** The headers of a response, with names in lower case. */
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

/** A response that keeps its body as given. */
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

  /** The body if it is a stream; a known body needs none. */
  get body(): ReadableStream<Uint8Array> | null {
    return this.content instanceof ReadableStream ? this.content : null;
  }
}

/** The headers of a request, decoded on demand. */
export class ReceivedHeaders {
  /** @param fields the received fields, with names in lower case */
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

/** How many bytes to pass to `fromCharCode`. */
const maximumArguments = 4096;

/** A value may contain any bytes; decode it as Latin-1 (RFC 9110, section 5.5). */
const textOf = (value: Uint8Array): string => {
  if (value.length <= maximumArguments) return String.fromCharCode(...value);
  const rest = value.subarray(maximumArguments);
  return String.fromCharCode(...value.subarray(0, maximumArguments)) + textOf(rest);
};
