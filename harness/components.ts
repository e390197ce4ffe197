/** The components that the build makes of the service. */
import type { Runtime } from './runtime.js';

/** For Spin and the local host: one for each engine. */
export const spinComponents = [
  { engine: 'StarlingMonkey', file: 'dist/takeaways.wasm' },
  { engine: 'QuickJS', file: 'dist/takeaways-quickjs.wasm' },
] as const satisfies Runtime['services'];

/** For runtimes that offer WASI's key-value store. */
export const wasiComponents = [
  { engine: 'StarlingMonkey', file: 'dist/takeaways-wasi.wasm' },
] as const satisfies Runtime['services'];
