/**
 * The component's export `wasi:http/incoming-handler`: turns the host's resources into a request, and a
 * response into the host's. A body that is known, or turns out to be short, is written and finished before
 * the response is set, so that the host sends head and body in one segment (docs/requests.md says why).
 */
import {
  Fields,
  type IncomingRequest,
  OutgoingBody,
  OutgoingResponse,
  type OutputStream,
  ResponseOutparam,
} from 'wasi:http/types@0.2.10';
import { drop } from './drop.js';
import type { Headers, Response } from './messages.js';
import { ReceivedRequest } from './request.js';
import { sourceOf } from './source.js';

/** @returns what the component exports as `incomingHandler`: `app` answers, and never throws. */
export const incomingHandlerFor = (app: (request: Request) => Promise<globalThis.Response>) => ({
  handle: async (incoming: IncomingRequest, out: ResponseOutparam): Promise<void> => {
    const request = new ReceivedRequest(incoming);
    // What the service uses of Fetch's classes is there; the build makes its `Response` ours.
    const response = (await app(request as unknown as Request)) as unknown as Response;
    await send(response, out);
  },
});

const send = async (
  { status, headers, content }: Response,
  out: ResponseOutparam,
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
    const reason = `the body failed: ${String(error)}`;
    ResponseOutparam.set(out, { tag: 'err', val: { tag: 'internal-error', val: reason } });
    return;
  }
  if (chunk.isLast) headers.set('content-length', String(chunk.bytes.length));
  const response = outgoing(status, headers);
  const body = response.body();
  const stream = body.write();
  // As long as it has no response, the host takes nothing away: only what it has room for can be written.
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
    // The client has gone away, or the store has failed too late to say so: unfinished, the host cuts it off.
    await source.cancel();
    return;
  }
  finish(body, stream);
};

const outgoing = (status: number, headers: Headers): OutgoingResponse => {
  const response = new OutgoingResponse(Fields.fromList(headers.fields()));
  if (status !== 200) response.setStatusCode(status);
  return response;
};

const set = (out: ResponseOutparam, response: OutgoingResponse): void =>
  ResponseOutparam.set(out, { tag: 'ok', val: response });

const finish = (body: OutgoingBody, stream: OutputStream): void => {
  drop(stream);
  OutgoingBody.finish(body, undefined);
};

/** @returns what of `bytes` the host has no room for as yet. */
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

/** Writes at the speed of the client. */
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
