/** What the worlds of the components import, as far as Spin's SDK does not cover it. */
declare module 'fermyon:spin/key-value@2.0.0' {
  export class Store {
    static open(label: string): Store;
    get(key: string): Uint8Array | null | undefined;
    set(key: string, value: Uint8Array): void;
    delete(key: string): void;
  }
}

declare module 'fermyon:spin/redis@2.0.0' {
  export class Connection {
    static open(address: string): Connection;
    get(key: string): Uint8Array | null | undefined;
    set(key: string, value: Uint8Array): void;
    del(keys: readonly string[]): number;
  }
}

declare module 'wasi:keyvalue/store@0.2.0-draft' {
  export class Bucket {
    get(key: string): Uint8Array | undefined;
    set(key: string, value: Uint8Array): void;
    delete(key: string): void;
  }
  export function open(identifier: string): Bucket;
}

declare module 'wasi:config/store@0.2.0-rc.1' {
  export function get(key: string): string | undefined;
}

declare module 'wasi:http/types@0.2.10' {
  export class IncomingRequest implements Disposable {
    method(): { readonly tag: string; readonly val?: string };
    scheme(): { readonly tag: string } | undefined;
    authority(): string | undefined;
    pathWithQuery(): string | undefined;
    headers(): Fields;
    consume(): IncomingBody;
    [Symbol.dispose](): void;
  }
  export class Fields implements Disposable {
    static fromList(entries: readonly (readonly [string, Uint8Array])[]): Fields;
    entries(): [string, Uint8Array][];
    [Symbol.dispose](): void;
  }
  export class IncomingBody implements Disposable {
    stream(): InputStream;
    [Symbol.dispose](): void;
  }
  export interface InputStream extends Disposable {
    blockingRead(length: bigint): Uint8Array<ArrayBuffer>;
  }
  // biome-ignore lint/complexity/noStaticOnlyClass: it is what the runtime offers.
  export class ResponseOutparam {
    static set(out: ResponseOutparam, response: Result): void;
  }
  type Result =
    | { readonly tag: 'ok'; readonly val: OutgoingResponse }
    | {
        readonly tag: 'err';
        readonly val: { readonly tag: 'internal-error'; readonly val: string };
      };
  export class OutgoingResponse {
    constructor(headers: Fields);
    setStatusCode(status: number): void;
    body(): OutgoingBody;
  }
  export class OutgoingBody {
    static finish(body: OutgoingBody, trailers: undefined): void;
    write(): OutputStream;
  }
  export interface OutputStream extends Disposable {
    checkWrite(): bigint;
    write(bytes: Uint8Array): void;
    subscribe(): Pollable;
  }
  export interface Pollable extends Disposable {
    block(): void;
  }
}

/** Made by the build from data/. */
declare module 'takeaways:bundled' {
  export const bundled: import('./dataset/revisions/revision.js').BundledDataset;
}

/** Made by the build: the files that are served as they are. */
declare module 'takeaways:assets' {
  export const assets: import('./http/asset.js').Assets;
}

/** Put in by the build from package.json. */
declare const componentVersion: string;

/** Put in by the build: what makes a number one that the engine hands over as `u64`, where WIT demands that. */
declare const u64: (value: number) => bigint;
