import { assets } from 'takeaways:assets';
import { bundled } from 'takeaways:bundled';
import { createApp } from './app.js';
import { createLog } from './log.js';
import type { KeyValueStore } from './store/store.js';
import { incomingHandlerFor } from './wasi-http/handler.js';

/**
 * Makes what handles the runtime's requests.
 *
 * @param store the runtime's store
 * @param getVariable reads a runtime variable; one that cannot be read counts as unset
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
    // Variables can be read only during a request, not when the component is built.
    log: (...event) => createLog(variable('log_level'), console.log)(...event),
    publishToken: () => variable('publish_token'),
    faults: () => variable('faults'),
    version: componentVersion,
    now: () => new Date(),
  });
  return incomingHandlerFor(app);
};
