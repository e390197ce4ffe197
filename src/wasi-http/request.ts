/** A request of the host as Fetch's Request: the part that the service uses. */
import type { IncomingBody, IncomingRequest, InputStream } from 'wasi:http/types@0.2.10';
import { drop } from '../drop.js';
import { fieldsInMemory, fieldsOf, ReceivedHeaders } from './messages.js';

/** How many bytes of a body to read at once. */
const readBytes = u64(65_536);

export class ReceivedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: ReceivedHeaders;

  constructor(private readonly incoming: IncomingRequest) {
    const { tag, val } = incoming.method();
    this.method = val ?? tag.toUpperCase();
    const scheme = incoming.scheme()?.tag === 'HTTPS' ? 'https' : 'http';
    this.url = `${scheme}://${incoming.authority() ?? 'localhost'}${incoming.pathWithQuery() ?? '/'}`;
    const fields = incoming.headers();
    const received = fields.received?.();
    this.headers = new ReceivedHeaders(
      received ? fieldsInMemory(received) : fieldsOf(fields.entries()),
    );
    drop(fields);
  }

  /** The body; it can be read once. */
  get body(): { getReader(): BodyReader } {
    return { getReader: () => new BodyReader(this.incoming.consume()) };
  }
}

/**
 * Reads a body. It blocks until the client has sent data, which is fine: an instance has one request.
 * The host ends the body when the client has sent it all, gives up or disconnects.
 */
class BodyReader {
  private readonly stream: InputStream;

  constructor(private readonly body: IncomingBody) {
    this.stream = body.stream();
  }

  /** @throws if the client disconnected */
  async read(): Promise<{ readonly value?: Uint8Array<ArrayBuffer> }> {
    try {
      for (;;) {
        const value = this.stream.blockingRead(readBytes);
        if (value.length > 0) return { value };
      }
    } catch (error) {
      if (isEnd(error)) return {};
      throw error;
    }
  }

  async cancel(): Promise<void> {
    drop(this.stream);
    drop(this.body);
  }
}

/** Whether a stream has ended: componentize-js throws its `stream-error` as the payload of an error. */
const isEnd = (error: unknown): boolean =>
  (error as { payload?: { tag?: unknown } }).payload?.tag === 'closed';
