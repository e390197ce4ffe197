/** The component for Spin: wires Spin's store, or a Redis, and Spin's variables to the service. */
import { get } from '@fermyon/spin-sdk/lib/variables.js';
import { serve } from './serve.js';
import { lazy } from './store/lazy.js';
import { openRedisStore } from './store/redis.js';
import { openSpinStore } from './store/spin.js';

/** The label of the store in spin.toml. */
const storeLabel = 'default';

/** Redis where `redis_url` names one, else Spin's own. */
const store = lazy(() => {
  const url = get('redis_url');
  // Not the same as empty: where a provider is out of reach, another store must not take Redis's place.
  if (url === null) throw new Error('the variable redis_url cannot be read');
  return url ? openRedisStore(url) : openSpinStore(storeLabel);
});

export const incomingHandler = serve(store, get);
