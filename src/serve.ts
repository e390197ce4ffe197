import { assets } from 'takeaways:assets';
import { bundled } from 'takeaways:bundled';
import { createApp } from './app.js';
import { createLog } from './log.js';
import type { OpenStore } from './store/lazy-store.js';
import { incomingHandlerFor } from './wasi-http/handler.js';

/**
 * Makes the handler of the runtime's requests.
 *
 * @param store the runtime's store
 * @param getVariable reads a runtime variable; one that cannot be read counts as unset
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
  return incomingHandlerFor(app, store.close);
};
