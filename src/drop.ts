/** The engine lacks Symbol.dispose; componentize-js then uses this name for the method. */
const dispose: typeof Symbol.dispose = Symbol.dispose ?? Symbol.for('dispose');

/** Returns a resource to the host at once: the host's tables are too small to wait for the garbage collector. */
export const drop = (resource: Disposable): void => resource[dispose]();
