import type { KeyValueDatabase } from '../../key-value.js';
import * as http from './http.js';
import * as io from './io.js';
import { keyValue, redis, variables } from './spin-interfaces.js';
import * as system from './system.js';

/** What a component may use. */
export interface Grants {
  /** Labels of the key-value stores. */
  readonly stores: readonly string[];
  /** Names and values of its variables. */
  readonly variables: Readonly<Record<string, string>>;
}

/**
 * Everything this host offers to an instance of a component, by interface without version: within WASI 0.2 they are
 * compatible.
 *
 * @param grants what of it the component may use
 * @param database holds the key-value stores
 * @param output takes what the component writes to its standard streams
 */
export const hostInterfaces = (
  grants: Grants,
  database: KeyValueDatabase,
  output: Parameters<typeof system.standardOutput>[0],
): Readonly<Record<string, object>> => {
  const cli = system.standardOutput(output);
  return {
    'fermyon:spin/key-value': keyValue(database, grants.stores),
    'fermyon:spin/redis': redis,
    'fermyon:spin/variables': variables(grants.variables),
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
    'wasi:random/insecure': system.insecureRandom,
    'wasi:random/insecure-seed': system.insecureSeed,
    'wasi:random/random': system.random,
  };
};
