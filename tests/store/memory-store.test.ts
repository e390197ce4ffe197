import { createMemoryStore, createScalableMemoryStore } from '../../src/store/memory-store.js';
import { describeKeyValueStore } from './store-contract.js';

describeKeyValueStore('the in-memory store', () => {
  const store = createMemoryStore();
  return { store, reopen: () => store };
});

describeKeyValueStore('the in-memory store with all operations', () => {
  const store = createScalableMemoryStore();
  return { store, reopen: () => store };
});
