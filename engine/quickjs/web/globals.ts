/** The web APIs that the engine lacks, as the service finds them: global. */
import { console } from './console.js';
import { crypto } from './crypto.js';
import { clearTimeout, queueMicrotask, setTimeout } from './jobs.js';
import { parseSayingWhere } from './json.js';
import { OwnPromise } from './promise.js';
import { ReadableStream } from './readable-stream.js';
import { TextDecoder, TextEncoder } from './text.js';
import { URL } from './url/url.js';
import { URLSearchParams } from './url/url-search-params.js';

Object.assign(globalThis, {
  console,
  crypto,
  clearTimeout,
  queueMicrotask,
  setTimeout,
  Promise: OwnPromise,
  ReadableStream,
  TextDecoder,
  TextEncoder,
  URL,
  URLSearchParams,
});
Object.assign(JSON, { parse: parseSayingWhere });
