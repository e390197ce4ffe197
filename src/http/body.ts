/** Request bodies: of the media type that an operation takes, and no larger than is good for memory. */
import { concatenate } from '../encoding/bytes.js';
import { isNestedDeeper } from '../encoding/json-nesting.js';
import { Problem } from './problem.js';

/** The largest body taken, in bytes: 1 MiB. Larger datasets are uploaded in batches. */
export const maxBodyBytes = 1024 * 1024;

/** How deep JSON may be nested: many times as deep as a dataset is. */
export const maxJsonLevels = 64;

export const octets = 'application/octet-stream';

/** @throws Problem 415 or 413 where the headers tell already that the body will not do. */
export const checkBodyHeaders = ({ headers }: Request, mediaType: string): void => {
  const [given = ''] = (headers.get('content-type') ?? '').split(';');
  if (given.trim().toLowerCase() !== mediaType) {
    throw new Problem('unsupported-media-type', {
      detail: `Send the body with \`Content-Type: ${mediaType}\`.`,
    });
  }
  if (Number(headers.get('content-length') ?? 0) > maxBodyBytes) throw tooLarge();
};

/** @returns the whole body. @throws Problem 413 as soon as it is too large. */
export const readBody = async (request: Request): Promise<Uint8Array<ArrayBuffer>> => {
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader = request.body?.getReader();
  const next = () => reader?.read().catch(brokeOff);
  for (let read = await next(); read?.value; read = await next()) {
    length += read.value.length;
    if (length > maxBodyBytes) {
      // Nobody waits for that: where the client goes on sending, its host discards it.
      reader?.cancel().catch(() => {});
      throw tooLarge();
    }
    chunks.push(read.value);
  }
  return concatenate(chunks);
};

/** @returns the JSON that the body holds. @throws Problem 400 where it holds none, and 413 as `readBody`. */
export const readJson = async (request: Request): Promise<unknown> => {
  const body = await readBody(request);
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(body);
    if (isNestedDeeper(text, maxJsonLevels)) {
      throw new SyntaxError(`it is nested more than ${maxJsonLevels} levels deep`);
    }
    return JSON.parse(text);
  } catch (error) {
    // The engine's own words: they say where.
    const reason = error instanceof SyntaxError ? error.message.slice(0, 200) : 'it is not UTF-8';
    const fault = { pointer: '', detail: `The body is not JSON: ${reason}.` };
    throw new Problem('invalid-request', { errors: [fault] });
  }
};

/** The client has gone away, or has sent less than it announced. */
const brokeOff = () => {
  const fault = { parameter: 'body', detail: 'It ends before its end.' };
  throw new Problem('invalid-request', { errors: [fault] });
};

const tooLarge = () =>
  new Problem('content-too-large', {
    detail: `A body has at most ${maxBodyBytes} bytes. Upload larger datasets in batches: npm run dataset:publish.`,
  });
