import { statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { type Address, drain, listen, parseAddress } from '../http-server.js';
import { createApplicationServer, type Guest } from './application-server.js';
import type { Pool } from './guest/pool.js';
import { type ComponentOptions, startComponent } from './guest/start-component.js';
import { openLog } from './logger.js';
import { Router } from './routes.js';
import { checkOutboundHosts, type Manifest, readManifest } from './spin-manifest.js';
import { databaseFile } from './state.js';
import { openTelemetry } from './telemetry/by-environment.js';
import { fillTemplate, resolveVariables } from './variables.js';

interface Options {
  readonly from: string;
  readonly listen: Address;
  readonly stateDir?: string;
  readonly variable: Record<string, string>;
  readonly requestTimeout: number;
  readonly clientTimeout: number;
  readonly quiet: boolean;
}

/** For requests in flight on shutdown. */
const drainTimeoutMs = 10_000;

const seconds = (text: string): number => {
  const value = Number(text.replace(/s$/, ''));
  if (!(value > 0))
    throw new InvalidArgumentError('Expected a number of seconds, for example 30 or 0.5s.');
  return value * 1000;
};

const address = (text: string): Address => {
  const parsed = parseAddress(text);
  if (parsed) return parsed;
  throw new InvalidArgumentError('Expected an IP address and a port, for example 127.0.0.1:3000.');
};

const keyValue = (text: string, previous: Record<string, string>): Record<string, string> => {
  const [, key, value] = /^([^=]+)=(.*)$/s.exec(text) ?? [];
  if (key === undefined || value === undefined) {
    throw new InvalidArgumentError('Expected a name and a value, for example log_level=debug.');
  }
  return { ...previous, [key]: value };
};

const program = new Command('takeaways')
  .description('Runs the application in spin.toml like spin up, without Spin.')
  .option('-f, --from <path>', 'the manifest or its directory', 'spin.toml')
  .addOption(
    new Option('--listen <address>', 'IP address and port to listen on; port 0 for any free port')
      .env('SPIN_HTTP_LISTEN_ADDR')
      .argParser(address)
      .default({ host: '127.0.0.1', port: 3000 }, '127.0.0.1:3000'),
  )
  .option(
    '--state-dir <path>',
    'directory of the key-value store (default: .spin beside the manifest)',
  )
  .option('--variable <key=value>', 'set a variable; can be repeated', keyValue, {})
  .addOption(
    new Option('--request-timeout <seconds>', 'time limit for a request')
      .argParser(seconds)
      .default(30_000, '30s'),
  )
  .addOption(
    new Option('--client-timeout <seconds>', 'time limit for a client to send a request')
      .argParser(seconds)
      .default(60_000, '60s'),
  )
  .option('-q, --quiet', 'log only warnings and errors', false)
  .addHelpText(
    'after',
    `
Examples:
  npm start
  npm start -- --listen 0.0.0.0:8080 --variable log_level=debug
  SPIN_VARIABLE_LOG_LEVEL=debug npm start -- --state-dir /tmp/state`,
  )
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2));

const main = async (options: Options): Promise<void> => {
  const manifest = readManifest(manifestPath(options.from));
  const stateDir = resolve(options.stateDir || join(manifest.directory, '.spin'));
  const log = await openLog(options.quiet);
  const telemetry = await openTelemetry(manifest.application);
  const pools = await startComponents(manifest, {
    ...options,
    stateDir,
    measure: telemetry !== undefined,
    onError: (error) => log.error({ reason: error.stack }, 'worker failed'),
  });
  const server = createApplicationServer({
    application: manifest.application,
    router: new Router(
      manifest.routes.flatMap(({ route, component }) => {
        const pool = pools.get(component);
        if (!pool) return [];
        const submit: Guest['submit'] = (...call) => pool.submit(...call);
        return [{ route, target: { component, submit } }];
      }),
    ),
    log,
    clientTimeout: options.clientTimeout,
    telemetry,
  });
  const url = await listen(server, options.listen, '--listen');
  const routes = manifest.routes.map(({ route }) => route);
  log.info({ url, routes, store: join(stateDir, databaseFile) }, 'listening');
  // Tells a parent process that the server is ready.
  process.send?.({ url });

  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, async () => {
      log.info({ signal }, 'stopping');
      await drain(server, drainTimeoutMs);
      await Promise.all([...pools.values()].map((pool) => pool.close()));
      await telemetry?.close();
      process.exit(0);
    });
  }
};

const manifestPath = (path: string): string =>
  statSync(path, { throwIfNoEntry: false })?.isDirectory() ? join(path, 'spin.toml') : path;

/** Starts the components that have a route. */
const startComponents = async (
  manifest: Manifest,
  options: Options & Omit<ComponentOptions, 'variables' | 'onTranspile'>,
): Promise<Map<string, Pool>> => {
  const values = resolveVariables(manifest.variables, {
    given: options.variable,
    environment: process.env,
    directory: manifest.directory,
  });
  const routed = manifest.components.filter(({ id }) =>
    manifest.routes.some(({ component }) => component === id),
  );
  return new Map(
    await Promise.all(
      routed.map(async (component) => {
        const fill = (template: string) => fillTemplate(template, values);
        checkOutboundHosts(component, fill);
        const pool = await startComponent(component, {
          variables: mapValues(component.variables, fill),
          stateDir: options.stateDir,
          requestTimeout: options.requestTimeout,
          measure: options.measure,
          onTranspile: () =>
            process.stderr.write(`Transpiling ${component.source} (once per build) …\n`),
          onError: options.onError,
        });
        return [component.id, pool] as const;
      }),
    ),
  );
};

const mapValues = <T, U>(
  record: Readonly<Record<string, T>>,
  transform: (value: T) => U,
): Record<string, U> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, transform(value)]));

main(program.parse().opts<Options>()).catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
});
