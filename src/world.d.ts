/** What the worlds of the components import, as far as Spin's SDK does not cover it. */
declare module 'fermyon:spin/key-value@2.0.0' {
  export class Store {
    static open(label: string): Store;
    set(key: string, value: Uint8Array): void;
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

/** The fetch event of StarlingMonkey, the engine in the component. */
interface FetchEvent {
  readonly request: Request;
  respondWith(response: Promise<Response>): void;
}
declare function addEventListener(type: 'fetch', listener: (event: FetchEvent) => void): void;
