/** The component: wires Spin's store and variables to the app, and listens for requests. */

import { assets } from 'takeaways:assets';
import { bundled } from 'takeaways:bundled';
import { get as getVariable } from '@fermyon/spin-sdk/lib/variables.js';
import { createApp } from './app.js';
import { createLog } from './log.js';
import { lazy } from './store/lazy.js';
import { openRedisStore } from './store/redis.js';
import { openSpinStore } from './store/spin.js';

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

/** Redis where `redis_url` names one, else Spin's own. */
const store = lazy(() => {
  const url = getVariable('redis_url');
  // Not the same as empty: where a provider is out of reach, another store must not take Redis's place.
  if (url === null) throw new Error('the variable redis_url cannot be read');
  return url ? openRedisStore(url) : openSpinStore(storeLabel);
});

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

addEventListener('fetch', (event) => event.respondWith(app(event.request)));
