/**
 * Rehearses requests on an instance before it becomes the snapshot. Every request has a fresh instance, so
 * whatever an instance does the first time only, it does for every request: functions are parsed, regular
 * expressions compiled, tables filled. What is done before the snapshot is done for all of them.
 *
 * The host of the rehearsal is at the level of the canonical ABI: handles are numbers, values lie in memory.
 */
import { collectSooner } from './collect-sooner.js';
import { makeYoung, markOfYoung, maxObjects, settle } from './glue.js';

/** What is rehearsed. */
export interface Rehearsal {
  /** Paths with query, to be got once each. */
  readonly targets: readonly string[];
  /** What the key-value store holds: base64 by key. */
  readonly store: Readonly<Record<string, string>>;
}

/** The environment variable that tells our Wizer where the file with the rehearsal is. */
export const rehearsalVariable = 'TAKEAWAYS_REHEARSAL';

/** A function of the host. */
export type HostFunction = (...parameters: number[]) => number | bigint | undefined;

const handler = 'wasi:http/incoming-handler@0.2.10#handle';

/** Every resource has this handle: one function never has two of a kind at a time. */
const handle = 1;

const requestHeaders = [
  ['accept', '*/*'],
  ['user-agent', 'rehearsal'],
  ['traceparent', 'none'],
] as const;

/**
 * @param rehearsal what to rehearse
 * @param exports of the instance, as soon as there is one
 * @returns the host's functions by interface, without version, and name; and what runs the rehearsal
 */
export const rehearsalOf = (
  { targets, store }: Rehearsal,
  exports: () => WebAssembly.Exports,
): { readonly functions: Readonly<Record<string, HostFunction>>; run(): void } => {
  const memory = () => {
    const { memory } = exports();
    if (!(memory instanceof WebAssembly.Memory)) throw new Error('The engine exports no memory.');
    return memory.buffer;
  };
  const call = (name: string, ...parameters: number[]): number => {
    const called = exports()[name];
    if (typeof called !== 'function') throw new Error(`The engine lacks the export ${name}.`);
    return called(...parameters);
  };
  const view = () => new DataView(memory());
  const write = (at: number, value: number): undefined => {
    view().setUint32(at, value, true);
  };
  const allocate = (bytes: number, alignment: number) =>
    call('cabi_realloc', 0, 0, alignment, bytes);
  const writeBytes = (at: number, bytes: Uint8Array): undefined => {
    const address = bytes.length === 0 ? 1 : allocate(bytes.length, 1);
    new Uint8Array(memory(), address, bytes.length).set(bytes);
    write(at, address);
    write(at + 4, bytes.length);
  };
  /** Discriminants are written with the bytes after them, which no payload begins in. */
  const writeOption = (at: number, bytes: Uint8Array | undefined): undefined => {
    write(at, bytes ? 1 : 0);
    if (bytes) writeBytes(at + 4, bytes);
  };
  const ok = (at: number): undefined => write(at, 0);
  const okWithHandle = (at: number): undefined => {
    ok(at);
    write(at + 4, handle);
  };
  const text = (value: string): Uint8Array => Buffer.from(value);
  const valueUnder = (address: number, length: number): Uint8Array | undefined => {
    const value = store[Buffer.from(memory(), address, length).toString()];
    return value === undefined ? undefined : Buffer.from(value, 'base64');
  };
  const getValue: HostFunction = (_store, key = 0, length = 0, at = 0) => {
    ok(at);
    return writeOption(at + 4, valueUnder(key, length));
  };

  let answered = 0;
  const functions: Record<string, HostFunction> = {
    'wasi:http/types [method]incoming-request.method': (_self, at = 0) => write(at, 0),
    'wasi:http/types [method]incoming-request.scheme': (_self, at = 0) => {
      write(at, 1);
      return write(at + 4, 0);
    },
    'wasi:http/types [method]incoming-request.authority': (_self, at = 0) =>
      writeOption(at, text('localhost')),
    'wasi:http/types [method]incoming-request.path-with-query': (_self, at = 0) =>
      writeOption(at, text(targets[answered] ?? '')),
    'wasi:http/types [method]incoming-request.headers': () => handle,
    'wasi:http/types [method]fields.entries': (_self, at = 0) => {
      const list = allocate(requestHeaders.length * 16, 4);
      requestHeaders.forEach(([name, value], index) => {
        writeBytes(list + index * 16, text(name));
        writeBytes(list + index * 16 + 8, text(value));
      });
      write(at, list);
      return write(at + 4, requestHeaders.length);
    },
    'wasi:http/types [static]fields.from-list': (_list, _length, at = 0) => okWithHandle(at),
    'wasi:http/types [constructor]outgoing-response': () => handle,
    'wasi:http/types [method]outgoing-response.set-status-code': () => 0,
    'wasi:http/types [method]outgoing-response.body': (_self, at = 0) => okWithHandle(at),
    'wasi:http/types [method]outgoing-body.write': (_self, at = 0) => okWithHandle(at),
    'wasi:http/types [static]outgoing-body.finish': (_self, _some, _trailers, at = 0) => ok(at),
    'wasi:http/types [static]response-outparam.set': () => {
      answered++;
      return undefined;
    },
    'wasi:io/streams [method]output-stream.check-write': (_self, at = 0) => {
      view().setBigUint64(at + 8, 2n ** 20n, true);
      return ok(at);
    },
    'wasi:io/streams [method]output-stream.write': (_self, _bytes, _length, at = 0) => ok(at),
    'wasi:clocks/monotonic-clock now': () => 0n,
    'fermyon:spin/variables get': (_name, _length, at = 0) => {
      ok(at);
      return writeBytes(at + 4, text(''));
    },
    'fermyon:spin/key-value [static]store.open': (_label, _length, at = 0) => okWithHandle(at),
    'fermyon:spin/key-value [method]store.get': getValue,
    'wasi:config/store get': (_name, _length, at = 0) => {
      ok(at);
      return writeOption(at + 4, undefined);
    },
    'wasi:keyvalue/store open': (_name, _length, at = 0) => okWithHandle(at),
    'wasi:keyvalue/store [method]bucket.get': getValue,
  };

  const handleRequest = (request: number, out: number): void => {
    call(handler, request, out);
    call(`cabi_post_${handler}`);
  };

  return {
    functions,
    run: () => {
      for (const target of targets) {
        const before = answered;
        handleRequest(handle, handle);
        if (answered === before) throw new Error(`The rehearsal of ${target} got no answer.`);
      }
      // Twice: what the first collection frees is zero after the second. More often, the area would grow.
      const make = (number: number) => handleRequest(makeYoung, number);
      collectYoung(memory, make, 0);
      handleRequest(settle, settle);
      collectYoung(memory, make, maxObjects);
      collectSooner(memory());
    },
  };
};

/**
 * Lets the engine collect its young objects, which it puts one after another into one area until that is
 * full: the next request begins with an empty area, and the garbage in it, now zero, is not in the snapshot.
 *
 * @param memory of the instance
 * @param make makes a young object that holds `markOfYoung` of a number
 * @param first a number that no object has yet; its object is kept, so that a collection moves it
 */
const collectYoung = (
  memory: () => ArrayBuffer,
  make: (number: number) => void,
  first: number,
): void => {
  const find = (number: number): number => {
    const address = Buffer.from(memory()).indexOf(Buffer.from(markOfYoung(number).buffer));
    if (address < 0) throw new Error('The object that was just made is nowhere in the memory.');
    return address;
  };
  make(first);
  const addresses = [find(first)];
  for (let number = first + 1; find(first) === addresses[0]; number++) {
    if (number === first + maxObjects) throw new Error('The engine collects no young objects.');
    make(number);
    addresses.push(find(number));
  }
  const youngest = addresses.pop() ?? 0;
  const isFree = (address: number) => Math.abs(address - youngest) > slack;
  clearBetween(memory(), addresses.filter(isFree));
};

/** Zeroes what lies between objects that were made one after another, as far as that is one area. */
const clearBetween = (memory: ArrayBuffer, addresses: readonly number[]): void => {
  addresses.slice(1).forEach((end, index) => {
    const start = addresses[index] ?? end;
    const sameChunk = Math.floor(start / chunkBytes) === Math.floor(end / chunkBytes);
    if (sameChunk && end > start && end - start < slack)
      new Uint8Array(memory, start, end - start).fill(0);
  });
};

/** Bytes after the youngest object that the engine may have used since. */
const slack = 131_072;

/** The engine's areas are made of chunks of this many bytes, with its own data at their ends. */
const chunkBytes = 1_048_576;
