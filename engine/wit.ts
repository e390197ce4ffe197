/** Writes the WIT package with the worlds of the components, mostly from npm packages. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Engine } from './engine.js';
import { starlingMonkey } from './starlingmonkey/starlingmonkey.js';

/** The version of WASI in the engine of the pinned componentize-js. */
const engineWasi = '0.2.10';
/** The nearest version available from npm; the interfaces used here are identical. */
const shippedWasi = '0.2.12';

const wasiPackages = ['cli', 'clocks', 'filesystem', 'http', 'io', 'random', 'sockets'];

/** `spin` uses Spin's interfaces; `wasi` uses the proposals supported by other runtimes. */
export type World = 'spin' | 'wasi';

const worlds = ({ imports }: Engine): string => `package takeaways:service;

world spin {
  ${imports.join('\n  ')}
  import fermyon:spin/key-value@2.0.0;
  import fermyon:spin/redis@2.0.0;
  import fermyon:spin/variables@2.0.0;
  import wasi:keyvalue/store@0.2.0-draft2;
  import wasi:keyvalue/batch@0.2.0-draft2;
  import wasi:keyvalue/atomics@0.2.0-draft2;
  export wasi:http/incoming-handler@${engineWasi};
}

world wasi {
  ${imports.join('\n  ')}
  import wasi:keyvalue/store@0.2.0-draft;
  import wasi:config/store@0.2.0-rc.1;
  export wasi:http/incoming-handler@${engineWasi};
}
`;

/**
 * The part of two proposals that is used here; no npm package has them. Runtimes match draft versions exactly, so
 * these are the versions supported by wasmtime and wasmCloud.
 */
const keyValue = `package wasi:keyvalue@0.2.0-draft;

interface store {
  variant error { no-such-store, access-denied, other(string) }
  open: func(identifier: string) -> result<bucket, error>;
  resource bucket {
    get: func(key: string) -> result<option<list<u8>>, error>;
    set: func(key: string, value: list<u8>) -> result<_, error>;
    delete: func(key: string) -> result<_, error>;
    list-keys: func(cursor: option<u64>) -> result<key-response, error>;
  }
  record key-response { keys: list<string>, cursor: option<u64> }
}
`;

/**
 * The part of the later draft that Spin has, and that is used: for several keys at once, and to compare and set.
 * The glue has no class for a resource without methods, so there is one that nobody calls.
 */
const laterKeyValue = `package wasi:keyvalue@0.2.0-draft2;

interface store {
  variant error { no-such-store, access-denied, other(string) }
  open: func(identifier: string) -> result<bucket, error>;
  resource bucket {
    exists: func(key: string) -> result<bool, error>;
  }
}

interface batch {
  use store.{bucket, error};
  get-many: func(bucket: borrow<bucket>, keys: list<string>)
    -> result<list<tuple<string, option<list<u8>>>>, error>;
  set-many: func(bucket: borrow<bucket>, key-values: list<tuple<string, list<u8>>>) -> result<_, error>;
  delete-many: func(bucket: borrow<bucket>, keys: list<string>) -> result<_, error>;
}

interface atomics {
  use store.{bucket, error};
  resource cas {
    new: static func(bucket: borrow<bucket>, key: string) -> result<cas, error>;
    current: func() -> result<option<list<u8>>, error>;
  }
  variant cas-error { store-error(error), cas-failed(cas) }
  swap: func(cas: cas, value: list<u8>) -> result<_, cas-error>;
}
`;
const config = `package wasi:config@0.2.0-rc.1;

interface store {
  variant error { upstream(string), io(string) }
  get: func(key: string) -> result<option<string>, error>;
}
`;

/** The part of Spin's interface that is used, which makes the component smaller. */
const redis = `
interface redis {
  variant error { invalid-address, too-many-connections, type-error, other(string) }
  resource connection {
    open: static func(address: string) -> result<connection, error>;
    get: func(key: string) -> result<option<list<u8>>, error>;
    set: func(key: string, value: list<u8>) -> result<_, error>;
    del: func(keys: list<string>) -> result<u32, error>;
    execute: func(command: string, arguments: list<redis-parameter>) -> result<list<redis-result>, error>;
  }
  variant redis-parameter { int64(s64), binary(list<u8>) }
  variant redis-result { nil, status(string), int64(s64), binary(list<u8>) }
}
`;

/**
 * Writes the WIT package.
 *
 * @param engine whose tool reads it
 * @returns its whole text, to detect changes
 */
export const writeWit = (folder: string, engine: Engine = starlingMonkey): string => {
  const wasi = join('node_modules/@bytecodealliance/jco/lib/wit/builtin', shippedWasi);
  const spin = 'node_modules/@fermyon/spin-sdk/bin/wit';
  const files: [string, string][] = [
    ['world.wit', worlds(engine)],
    ['deps/keyvalue/package.wit', keyValue],
    ['deps/later-keyvalue/package.wit', laterKeyValue],
    ['deps/config/package.wit', config],
    [
      'deps/spin/package.wit',
      `package fermyon:spin@2.0.0;\n${['key-value', 'variables']
        .map((name) => readFileSync(join(spin, `${name}.wit`), 'utf8'))
        .join('\n')}${redis}`,
    ],
    ...wasiPackages.map((name): [string, string] => [
      `deps/${name}/package.wit`,
      readFileSync(join(wasi, `wasi-${name}/package.wit`), 'utf8').replaceAll(
        `@${shippedWasi}`,
        `@${engineWasi}`,
      ),
    ]),
  ];
  const written = files.map(([path, text]) => [path, engine.forTool(text)] as const);
  for (const [path, text] of written) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return written.map(([path, text]) => `${path}\n${text}`).join('\n');
};
