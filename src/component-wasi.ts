/** The component for other runtimes: wires the key-value store and the configuration of WASI to the service. */
import { get } from 'wasi:config/store@0.2.0-rc.1';
import { serve } from './serve.js';
import { lazy } from './store/lazy.js';
import { openWasiStore } from './store/wasi.js';

export const incomingHandler = serve(lazy(openWasiStore), get);
