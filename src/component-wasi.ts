/** The component for runtimes other than Spin: runs the service on WASI's key-value store and configuration. */
import { get } from 'wasi:config/store@0.2.0-rc.1';
import { serve } from './serve.js';
import { lazyWithKeys } from './store/lazy-store.js';
import { openWasiStore } from './store/wasi-store.js';

export const incomingHandler = serve(lazyWithKeys(openWasiStore), get);
