/** A request of the host as Fetch's Request, as much of it as the service uses. */
import type { IncomingBody, IncomingRequest, InputStream } from 'wasi:http/types@0.2.10';
import { drop } from './drop.js';
import { ReceivedHeaders } from './messages.js';

/** Bytes of a body that are read at once. */
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
    this.headers = new ReceivedHeaders(fields.entries());
    drop(fields);
  }

  /** The body, which is there to be read once. */
  get body(): { getReader(): BodyReader } {
    return { getReader: () => new BodyReader(this.incoming.consume()) };
  }
}

/**
 * Reads a body. It waits for the client, and nothing else goes on meanwhile: an instance has one request.
 * The host ends the body where the client has sent it, gives up, or goes away.
 */
class BodyReader {
  private readonly stream: InputStream;

  constructor(private readonly body: IncomingBody) {
    this.stream = body.stream();
  }

  /** @throws where the client broke off */
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

/** A `stream-error`, which componentize-js throws as the payload of an error. */
const isEnd = (error: unknown): boolean =>
  (error as { payload?: { tag?: unknown } }).payload?.tag === 'closed';
