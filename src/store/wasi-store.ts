import { open } from 'wasi:keyvalue/store@0.2.0-draft';
import type { KeyValueStore } from './store.js';

/** The default bucket: the only one that wasmtime has, and in wasmCloud the one without a name. */
const identifier = '';

/**
 * @returns the runtime's key-value store; its buckets do what the port asks for. It is to be opened once:
 * in wasmtime what was set is seen through the same handle alone
 */
export const openWasiStore = (): KeyValueStore => open(identifier);
