/** The global names of the Minimum Common Web API (ECMA-429), which runtimes for servers agree on. */
export const commonWebApis = [
  ...['AbortController', 'AbortSignal', 'Blob', 'ByteLengthQueuingStrategy', 'CompressionStream'],
  ...['CountQueuingStrategy', 'Crypto', 'CryptoKey', 'CustomEvent', 'DecompressionStream'],
  ...['DOMException', 'ErrorEvent', 'Event', 'EventTarget', 'File', 'FormData', 'Headers'],
  ...['MessageChannel', 'MessageEvent', 'MessagePort', 'PromiseRejectionEvent'],
  ...['ReadableByteStreamController', 'ReadableStream', 'ReadableStreamBYOBReader'],
  ...['ReadableStreamBYOBRequest', 'ReadableStreamDefaultController'],
  ...['ReadableStreamDefaultReader', 'Request', 'Response', 'SubtleCrypto', 'TextDecoder'],
  ...['TextDecoderStream', 'TextEncoder', 'TextEncoderStream', 'TransformStream'],
  ...['TransformStreamDefaultController', 'URL', 'URLPattern', 'URLSearchParams', 'WebAssembly'],
  ...['WritableStream', 'WritableStreamDefaultController', 'WritableStreamDefaultWriter'],
  ...['atob', 'btoa', 'clearInterval', 'clearTimeout', 'console', 'crypto', 'fetch', 'navigator'],
  ...['performance', 'queueMicrotask', 'reportError', 'self', 'setInterval', 'setTimeout'],
  'structuredClone',
] as const;
