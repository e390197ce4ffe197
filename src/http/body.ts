/** Reads request bodies: checks the media type and limits the size. */
import { joinBytes } from '../encoding/bytes.js';
import { isNestedDeeper } from '../encoding/json-nesting.js';
import { Problem } from './problem.js';

/** The largest accepted body, in bytes. Larger datasets are uploaded in batches. */
export const maxBodyBytes = 1024 * 1024;

/** How deep JSON may be nested: many times as deep as a dataset is. */
export const maxJsonLevels = 64;

export const octets = 'application/octet-stream';

/** @throws Problem 415 or 413 if the headers announce another media type or too large a body */
export const checkBodyHeaders = ({ headers }: Request, mediaType: string): void => {
  const [given = ''] = (headers.get('content-type') ?? '').split(';');
  if (given.trim().toLowerCase() !== mediaType) {
    throw new Problem('unsupported-media-type', {
      detail: `Expected \`Content-Type: ${mediaType}\`, got ${given ? `"${given.trim().slice(0, 60)}"` : 'none'}.`,
    });
  }
  if (Number(headers.get('content-length') ?? 0) > maxBodyBytes) throw tooLarge();
};

/** @returns the whole body. @throws Problem 413 as soon as it exceeds the limit */
export const readBody = async (request: Request): Promise<Uint8Array<ArrayBuffer>> => {
  const chunks: Uint8Array[] = [];
  let length = 0;
  const reader = request.body?.getReader();
  const next = () => reader?.read().catch(brokeOff);
  for (let read = await next(); read?.value; read = await next()) {
    length += read.value.length;
    if (length > maxBodyBytes) {
      // Not awaited: if the client keeps sending, the host discards the rest.
      reader?.cancel().catch(() => {});
      throw tooLarge();
    }
    chunks.push(read.value);
  }
  return joinBytes(chunks);
};

/** @returns the body as parsed JSON. @throws Problem 400 if it is not JSON, 413 if it is too large */
export const readJson = async (request: Request): Promise<unknown> => {
  const body = await readBody(request);
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(body);
    if (isNestedDeeper(text, maxJsonLevels)) {
      throw new SyntaxError(`it is nested more than ${maxJsonLevels} levels deep`);
    }
    return JSON.parse(text);
  } catch (error) {
    // The engine's message contains the position.
    const reason = error instanceof SyntaxError ? error.message.slice(0, 200) : 'it is not UTF-8';
    const errors = [{ pointer: '', detail: `The body is not JSON: ${reason}.` }];
    throw new Problem('invalid-request', { errors });
  }
};

/** The client has gone away, or has sent less than it announced. */
const brokeOff = () => {
  const fault = { parameter: 'body', detail: 'It ends before its end.' };
  throw new Problem('invalid-request', { errors: [fault] });
};

const tooLarge = () =>
  new Problem('content-too-large', {
    detail: `A body may have at most ${maxBodyBytes} bytes. To upload a larger dataset in batches, run \`npm run dataset:publish\`.`,
  });
