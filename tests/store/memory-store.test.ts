import { createMemoryStore } from '../../src/store/memory-store.js';
import { describeKeyValueStore } from './store-contract.js';

describeKeyValueStore('the in-memory store', () => {
  const store = createMemoryStore();
  return { store, reopen: () => store };
});
