import { createMemoryStore } from '../../src/store/memory.js';
import { describeKeyValueStore } from './contract.js';

describeKeyValueStore('the in-memory store', () => {
  const store = createMemoryStore();
  return { store, reopen: () => store };
});
