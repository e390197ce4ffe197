/** The component for Spin: runs the service on Spin's key-value store or Redis, and on Spin's variables. */
import { get } from '@fermyon/spin-sdk/lib/variables.js';
import { serve } from './serve.js';
import { lazyScalable } from './store/lazy-store.js';
import { openRedisStore } from './store/outbound-redis-store.js';
import { openSpinStore } from './store/spin-store.js';

/** The store's label in spin.toml. */
const storeLabel = 'default';

/** Redis if `redis_url` is set, otherwise Spin's key-value store. */
const store = lazyScalable(() => {
  const url = get('redis_url');
  // Null means that the variable provider failed. Falling back to another store would split the data.
  if (url === null) throw new Error('Cannot read the variable redis_url.');
  return url ? openRedisStore(url) : openSpinStore(storeLabel);
});

export const incomingHandler = serve(store, get);
