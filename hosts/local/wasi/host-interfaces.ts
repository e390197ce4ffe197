import type { KeyValueDatabase } from '../../key-value.js';
import type { Watch } from '../telemetry/telemetry.js';
import * as http from './http.js';
import * as io from './io.js';
import { keyValue, laterKeyValue, redis, variables } from './spin-interfaces.js';
import * as system from './system.js';

/** What a component is granted. */
export interface Grants {
  /** The labels of its key-value stores. */
  readonly stores: readonly string[];
  /** The values of its variables. */
  readonly variables: Readonly<Record<string, string>>;
}

/**
 * @param output receives the component's standard streams
 * @param watch times the component's calls to Spin's interfaces, if given
 * @returns the interfaces offered to an instance, by name without version, since versions of WASI 0.2 are compatible
 */
export const hostInterfaces = (
  grants: Grants,
  database: KeyValueDatabase,
  output: Parameters<typeof system.standardOutput>[0],
  watch?: Watch,
): Readonly<Record<string, object>> => {
  const cli = system.standardOutput(output);
  const later = laterKeyValue(database, grants.stores);
  return {
    'fermyon:spin/key-value': keyValue(database, grants.stores, watch),
    'fermyon:spin/redis': redis,
    'fermyon:spin/variables': variables(grants.variables, watch),
    'wasi:cli/environment': system.environment,
    'wasi:cli/exit': system.exit,
    'wasi:cli/stderr': cli.stderr,
    'wasi:cli/stdin': system.stdin,
    'wasi:cli/stdout': cli.stdout,
    'wasi:cli/terminal-input': system.terminals,
    'wasi:cli/terminal-output': system.terminals,
    'wasi:cli/terminal-stderr': system.terminals,
    'wasi:cli/terminal-stdin': system.terminals,
    'wasi:cli/terminal-stdout': system.terminals,
    'wasi:clocks/monotonic-clock': system.monotonicClock,
    'wasi:clocks/wall-clock': system.wallClock,
    'wasi:filesystem/preopens': system.preopens,
    'wasi:filesystem/types': system.filesystem,
    'wasi:http/outgoing-handler': http.outgoingHandler,
    'wasi:http/types': http,
    'wasi:io/error': { Error: io.IoError },
    'wasi:io/poll': io,
    'wasi:io/streams': io,
    'wasi:keyvalue/atomics': later.atomics,
    'wasi:keyvalue/batch': later.batch,
    'wasi:keyvalue/store': later.store,
    'wasi:random/insecure': system.insecureRandom,
    'wasi:random/insecure-seed': system.insecureSeed,
    'wasi:random/random': system.random,
  };
};
