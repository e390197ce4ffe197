/** The component: wires Spin's store and variables to the app, and listens for requests. */

import { bundled } from 'takeaways:bundled';
import { get as getVariable } from '@fermyon/spin-sdk/lib/variables.js';
import { createApp } from './app.js';
import { createLog } from './log.js';
import { createSpinStore } from './store/spin.js';

/** The label of the store in spin.toml. */
const storeLabel = 'default';

const app = createApp({
  store: createSpinStore(storeLabel),
  bundled,
  // Variables exist only while a request is served, not when the component is built.
  log: (...event) => createLog(getVariable('log_level') ?? 'info', console.log)(...event),
  version: componentVersion,
  now: () => new Date(),
});

addEventListener('fetch', (event) => event.respondWith(app(event.request)));
