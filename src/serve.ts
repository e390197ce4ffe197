import { assets } from 'takeaways:assets';
import { bundled } from 'takeaways:bundled';
import { createApp } from './app.js';
import { createLog } from './log.js';
import type { KeyValueStore } from './store/store.js';
import { incomingHandlerFor } from './wasi-http/handler.js';

/**
 * Makes what answers the requests that the runtime brings.
 *
 * @param store the runtime's
 * @param getVariable the runtime's; one that cannot be read, or throws, counts as one that is not set
 * @returns the export `incomingHandler` of the component
 */
export const serve = (
  store: KeyValueStore,
  getVariable: (name: string) => string | null | undefined,
) => {
  const variable = (name: string): string => {
    try {
      return getVariable(name) ?? '';
    } catch {
      return '';
    }
  };
  const app = createApp({
    store,
    bundled,
    assets,
    // Variables exist only while a request is served, not when the component is built.
    log: (...event) => createLog(variable('log_level'), console.log)(...event),
    publishToken: () => variable('publish_token'),
    faults: () => variable('faults'),
    version: componentVersion,
    now: () => new Date(),
  });
  return incomingHandlerFor(app);
};
