/** The service on plain Node, configured by its environment: the baseline for the component. */
import { assets } from 'takeaways:assets';
import { bundled } from 'takeaways:bundled';
import { createApp } from '../../src/app.js';
import { createLog } from '../../src/log.js';
import { drain, listen } from '../http-server.js';
import { readConfiguration } from './configuration.js';
import { createServer } from './node-server.js';
import { openStore } from './open-store.js';

/** For requests in flight on shutdown. */
const drainTimeoutMs = 10_000;

/** How long to wait after the store refused to take the bundled dataset. */
const reseedPauseMs = 30_000;

const main = async () => {
  const configuration = readConfiguration(process.env);
  const log = createLog(configuration.logLevel, console.log);
  const { store, close } = await openStore(configuration.store, log);
  const app = createApp({
    store,
    bundled,
    assets,
    log,
    publishToken: () => configuration.publishToken,
    previousPublishToken: () => configuration.previousPublishToken,
    ...reseedingWithPauses(),
    faults: () => configuration.faults,
    version: componentVersion,
    build: componentBuild,
    now: () => new Date(),
  });
  const server = createServer(app, log);
  const url = await listen(server, configuration.listen, 'TAKEAWAYS_LISTEN');
  log('info', 'listening', { url, store: configuration.store.kind });

  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, async () => {
      log('info', 'stopping', { signal });
      await drain(server, drainTimeoutMs);
      close();
      process.exit(0);
    });
  }
};

/** After a failure, readers try again half a minute later at the earliest. */
const reseedingWithPauses = () => {
  let pausedUntil = 0;
  return {
    mayReseed: () => performance.now() >= pausedUntil,
    reseedFailed: () => {
      pausedUntil = performance.now() + reseedPauseMs;
    },
  };
};

main().catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
});
