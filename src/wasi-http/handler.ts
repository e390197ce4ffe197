/**
 * The component's export `wasi:http/incoming-handler`: converts the host's resources to a request, and the
 * response to the host's. A known or short body is written and finished before the response is set, so that
 * the host sends head and body in one segment (see docs/requests.md).
 */
import {
  Fields,
  type IncomingRequest,
  OutgoingBody,
  OutgoingResponse,
  type OutputStream,
  ResponseOutparam,
} from 'wasi:http/types@0.2.10';
import { drop } from '../drop.js';
import type { Headers, Response } from './messages.js';
import { ReceivedRequest } from './request.js';
import { sourceOf } from './source.js';

/**
 * @param app must never throw
 * @param end releases what the request has used, once its response is written
 * @param answerFailure the response in place of one whose body fails before any of it is sent
 * @returns the component's export `incomingHandler`
 */
export const incomingHandlerFor = (
  app: (request: Request) => Promise<globalThis.Response>,
  end: () => void,
  answerFailure: (error: unknown, request: Request) => globalThis.Response,
) => ({
  handle: async (incoming: IncomingRequest, out: ResponseOutparam): Promise<void> => {
    // Ours have all of Fetch that the service uses; the build replaces `Response` with ours.
    const request = new ReceivedRequest(incoming) as unknown as Request;
    const response = (await app(request)) as unknown as Response;
    await send(response, out, (error) => answerFailure(error, request) as unknown as Response);
    drop(incoming);
    end();
  },
});

const send = async (
  { status, headers, content }: Response,
  out: ResponseOutparam,
  answerFailure: (error: unknown) => Response,
): Promise<void> => {
  if (content === null) {
    set(out, outgoing(status, headers));
    return;
  }
  const source = sourceOf(content);
  let chunk: Awaited<ReturnType<typeof source.next>>;
  try {
    chunk = await source.next();
  } catch (error) {
    return send(answerFailure(error), out, rethrow);
  }
  if (chunk.isLast) headers.set('content-length', String(chunk.bytes.length));
  const response = outgoing(status, headers);
  const body = response.body();
  const stream = body.write();
  // Until the response is set, the host consumes nothing, so only what fits in its buffer can be written.
  let rest = writePermitted(stream, chunk.bytes);
  if (chunk.isLast && rest.length === 0) {
    finish(body, stream);
    set(out, response);
    return;
  }
  set(out, response);
  try {
    for (;;) {
      writeAll(stream, rest);
      if (chunk.isLast) break;
      chunk = await source.next();
      rest = chunk.bytes;
    }
  } catch {
    // The client is gone, or the store failed too late to report it. The host aborts an unfinished body.
    await source.cancel();
    return;
  }
  finish(body, stream);
};

const rethrow = (error: unknown): never => {
  throw error;
};

const outgoing = (status: number, headers: Headers): OutgoingResponse => {
  const fields = Fields.fromTexts?.(headers.texts) ?? Fields.fromList(headers.fields());
  const response = new OutgoingResponse(fields);
  if (status !== 200) response.setStatusCode(status);
  return response;
};

const set = (out: ResponseOutparam, response: OutgoingResponse): void =>
  ResponseOutparam.set(out, { tag: 'ok', val: response });

const finish = (body: OutgoingBody, stream: OutputStream): void => {
  drop(stream);
  OutgoingBody.finish(body, undefined);
};

/** @returns the rest of `bytes`, for which the host has no room yet. */
const writePermitted = (stream: OutputStream, bytes: Uint8Array): Uint8Array => {
  let rest = bytes;
  while (rest.length > 0) {
    const permitted = Number(stream.checkWrite());
    if (permitted === 0) break;
    stream.write(rest.subarray(0, permitted));
    rest = rest.subarray(permitted);
  }
  return rest;
};

/** Writes at the client's speed. */
const writeAll = (stream: OutputStream, bytes: Uint8Array): void => {
  let rest = bytes;
  while (rest.length > 0) {
    rest = writePermitted(stream, rest);
    if (rest.length === 0) return;
    const ready = stream.subscribe();
    ready.block();
    drop(ready);
  }
};
