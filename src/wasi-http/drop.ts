/** The engine lacks the symbol; what componentize-js calls the method then is this. */
const dispose: typeof Symbol.dispose = Symbol.dispose ?? Symbol.for('dispose');

/** Gives a resource back to the host, whose tables are short, without waiting for the garbage collector. */
export const drop = (resource: Disposable): void => resource[dispose]();
