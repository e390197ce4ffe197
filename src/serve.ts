import { assets } from 'takeaways:assets';
import { bundled } from 'takeaways:bundled';
import { answerError } from './api/error-response.js';
import type { Service } from './api/service.js';
import { createApp } from './app.js';
import { happens } from './chance.js';
import type { TokenName } from './http/authorization.js';
import { finish } from './http/headers.js';
import { createLog, type Log } from './log.js';
import type { OpenStore } from './store/lazy-store.js';
import { incomingHandlerFor } from './wasi-http/handler.js';

/**
 * The share of reads that try to replace an older bundled dataset, which succeeds at once or fails because the
 * store refuses writes. `/readyz` always tries.
 */
const reseedingShare = 1 / 16;

/**
 * Makes the handler of the runtime's requests.
 *
 * @param store the runtime's store
 * @param getVariable reads a runtime variable; one that cannot be read counts as unset, unless it is a token
 * @returns the component's export `incomingHandler`
 */
export const serve = (
  store: OpenStore,
  getVariable: (name: string) => string | null | undefined,
) => {
  const variable = (name: string): string => {
    try {
      return getVariable(name) ?? '';
    } catch {
      return '';
    }
  };
  /** Null if it cannot be read: Spin's provider failed. */
  const token = (name: TokenName): string | null => {
    try {
      const value = getVariable(name);
      return value === undefined ? '' : value;
    } catch {
      return null;
    }
  };
  // Variables can be read only during a request, not when the component is built.
  const log: Log = (...event) => createLog(variable('log_level'), console.log)(...event);
  /** Events that the client need not wait for. */
  let later: Parameters<Log>[] = [];
  const service: Service = {
    store,
    bundled,
    assets,
    log: (...event) => {
      if (event[0] === 'debug') later.push(event);
      else log(...event);
    },
    publishToken: () => token('publish_token'),
    previousPublishToken: () => token('publish_token_previous'),
    // An instance remembers nothing of the last request, so chance has to limit how often readers try.
    mayReseed: () => happens(reseedingShare),
    faults: () => variable('faults'),
    version: componentVersion,
    build: componentBuild,
    now: () => new Date(),
  };
  const end = () => {
    store.close();
    const events = later;
    later = [];
    events.forEach((event) => {
      log(...event);
    });
  };
  return incomingHandlerFor(createApp(service), end, (error, request) =>
    finish(answerError(error, request, service), request),
  );
};
