/**
 * The part of Fetch's Headers and Response that the service uses. The engine's own classes keep every
 * body in a stream, even a known one, and cost a request most of a millisecond. The build replaces the
 * engine's `Headers` and `Response` with these (engine/bundle.ts).
 */
import type { Fields } from 'wasi:http/types@0.2.10';
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

  /** For the host: values by name, each in lower case. */
  get texts(): Readonly<Record<string, string>> {
    return this.values;
  }

  /** The same in bytes. */
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

/** Received fields, with names in lower case. */
interface ReceivedFields {
  /** The length of each name. */
  readonly lengths: readonly number[];
  /** How long names and values are together. */
  readonly total: number;
  name(index: number): string;
  value(index: number): Uint8Array;
}

/** @returns the fields that a host has listed. */
export const fieldsOf = (fields: readonly Field[]): ReceivedFields => ({
  lengths: fields.map(([name]) => name.length),
  total: fields.reduce((sum, [name, value]) => sum + name.length + value.length, 0),
  name: (index) => fields[index]?.[0] ?? '',
  value: (index) => fields[index]?.[1] ?? nothing,
});

/** @returns the fields that a host has written to memory: to decode those that nobody reads takes long. */
export const fieldsInMemory = ({
  words,
  bytesAt,
}: ReturnType<NonNullable<Fields['received']>>): ReceivedFields => {
  const lengths: number[] = [];
  let total = 0;
  for (let at = 0; at < words.length; at += 4) {
    const length = words[at + 1] ?? 0;
    lengths.push(length);
    total += length + (words[at + 3] ?? 0);
  }
  const bytes = (at: number) => bytesAt(words[at] ?? 0, words[at + 1] ?? 0);
  return {
    ...{ lengths, total },
    name: (index) => textOf(bytes(index * 4)),
    value: (index) => bytes(index * 4 + 2),
  };
};

/** The headers of a request, decoded on demand. */
export class ReceivedHeaders {
  constructor(private readonly fields: ReceivedFields) {}

  /** How long names and values are together, in characters. */
  get textLength(): number {
    return this.fields.total;
  }

  get(name: string): string | null {
    let found: string | null = null;
    for (let at = this.next(name, 0); at >= 0; at = this.next(name, at + 1)) {
      const value = textOf(this.fields.value(at));
      found = found === null ? value : `${found}, ${value}`;
    }
    return found;
  }

  has(name: string): boolean {
    return this.next(name, 0) >= 0;
  }

  forEach(visit: (value: string, name: string) => void): void {
    this.fields.lengths.forEach((_, index) => {
      visit(textOf(this.fields.value(index)), this.fields.name(index));
    });
  }

  /**
   * Most names differ in length. Not by a map: for its keys the engine writes to its table of all names, which
   * spans many pages.
   *
   * @returns the index of the next field with this name from `start` on, or -1
   */
  private next(name: string, start: number): number {
    const { fields } = this;
    const { length } = name;
    let at = fields.lengths.indexOf(length, start);
    while (at >= 0 && fields.name(at) !== name) at = fields.lengths.indexOf(length, at + 1);
    return at;
  }
}

const nothing = new Uint8Array();

/** How many bytes to pass to `fromCharCode` at once. */
const maxArguments = 4096;

/** A value may contain any bytes; decode it as Latin-1 (RFC 9110, section 5.5). */
const textOf = (value: Uint8Array): string => {
  // Not by spreading: the engine takes 3 µs for each element of a typed array.
  const codes = value.subarray(0, maxArguments) as unknown as number[];
  const text = String.fromCharCode.apply(null, codes);
  return value.length > maxArguments ? text + textOf(value.subarray(maxArguments)) : text;
};
