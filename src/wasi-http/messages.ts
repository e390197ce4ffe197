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
  private readonly values: Record<string, string>;

  constructor(init: HeadersInit = {}) {
    this.values = { ...(init instanceof Headers ? init.values : init) };
  }

  get(name: string): string | null {
    return this.values[name] ?? null;
  }

  has(name: string): boolean {
    return this.values[name] !== undefined;
  }

  set(name: string, value: string): void {
    this.values[name] = value;
  }

  delete(name: string): void {
    delete this.values[name];
  }

  /** For the host. */
  fields(): Field[] {
    const fields: Field[] = [];
    for (const name in this.values) fields.push([name, encodeText(this.values[name] ?? '')]);
    return fields;
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
    let found: string | null = null;
    for (let index = 0; index < this.fields.length; index++) {
      const field = this.fields[index];
      if (field?.[0] !== name) continue;
      found = found === null ? textOf(field[1]) : `${found}, ${textOf(field[1])}`;
    }
    return found;
  }

  has(name: string): boolean {
    return this.get(name) !== null;
  }

  /** How long names and values are together, in characters. */
  get textLength(): number {
    return this.fields.reduce((sum, field) => sum + field[0].length + field[1].length, 0);
  }

  forEach(visit: (value: string, name: string) => void): void {
    this.fields.forEach(([name, value]) => {
      visit(textOf(value), name);
    });
  }
}

/** How many bytes to pass to `fromCharCode` at once. */
const maxArguments = 4096;

/** A value may contain any bytes; decode it as Latin-1 (RFC 9110, section 5.5). */
const textOf = (value: Uint8Array): string => {
  // Not by spreading: the engine takes 3 µs for each element of a typed array.
  const codes = value.subarray(0, maxArguments) as unknown as number[];
  const text = String.fromCharCode.apply(null, codes);
  return value.length > maxArguments ? text + textOf(value.subarray(maxArguments)) : text;
};
