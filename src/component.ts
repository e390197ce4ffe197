/** The component: wires Spin's store and variables to the app, and listens for requests. */

import { assets } from 'takeaways:assets';
import { bundled } from 'takeaways:bundled';
import { get as getVariable } from '@fermyon/spin-sdk/lib/variables.js';
import { createApp } from './app.js';
import { createLog } from './log.js';
import { createSpinStore } from './store/spin.js';

/** The label of the store in spin.toml. */
const storeLabel = 'default';

/** A variable that cannot be read counts as one that is not set. */
const variable = (name: string): string => {
  try {
    return getVariable(name) ?? '';
  } catch {
    return '';
  }
};

const app = createApp({
  store: createSpinStore(storeLabel),
  bundled,
  assets,
  // Variables exist only while a request is served, not when the component is built.
  log: (...event) => createLog(variable('log_level'), console.log)(...event),
  publishToken: () => variable('publish_token'),
  faults: () => variable('faults'),
  version: componentVersion,
  now: () => new Date(),
});

addEventListener('fetch', (event) => event.respondWith(app(event.request)));
