/** Talks to a service that is published to: with the token, patiently, and in plain words where it fails. */
import * as z from 'zod/mini';
import { schemas } from '../../src/api/api-schemas.js';

/** Where to publish. */
export interface Target {
  /** The service's address, such as `http://127.0.0.1:3000`. */
  readonly url: string;
  readonly token: string;
  /** How requests are sent; `fetch` without it. */
  readonly send?: (request: Request) => Promise<Response>;
  /** Waits for this many seconds. */
  readonly wait?: (seconds: number) => Promise<void>;
}

/** What one request is made of. */
export interface Call {
  readonly method: 'GET' | 'PUT' | 'POST';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array<ArrayBuffer>;
}

/** Thrown where publishing cannot go on: what happened, and what to do next. */
export class PublishingError extends Error {
  override name = 'PublishingError';
  constructor(
    message: string,
    /** The type of the problem that the service answered with. */
    readonly slug?: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

export type Client = (call: Call) => Promise<Response>;

/** How often a request is sent before it is given up. */
const maxAttempts = 6;
/** Seconds to wait where the service does not say how long. */
const defaultRetrySeconds = 2;

/**
 * @param target where to
 * @returns a function that sends a request, again where the service is unavailable for a moment
 */
export const createClient = ({
  url,
  token,
  send = fetch,
  wait = (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1000)),
}: Target): Client => {
  const base = url.replace(/\/+$/, '');
  return async ({ method, path, headers, body }) => {
    for (let attempt = 1; ; attempt++) {
      const request = new Request(base + path, {
        method,
        headers: { accept: 'application/json', authorization: `Bearer ${token}`, ...headers },
        ...(body !== undefined && { body }),
      });
      const outcome = await send(request).catch((cause: unknown) => unreachable(base, cause));
      if (outcome instanceof Response && outcome.ok) return outcome;
      const passing = outcome instanceof Response ? outcome.status === 503 : attempt > 1;
      if (!passing || attempt === maxAttempts) {
        throw outcome instanceof Response ? await errorFrom(outcome) : outcome;
      }
      await wait(outcome instanceof Response ? retryAfter(outcome) : defaultRetrySeconds);
    }
  };
};

const retryAfter = ({ headers }: Response): number => {
  const seconds = Number(headers.get('retry-after') ?? defaultRetrySeconds);
  return seconds >= 0 && seconds <= 60 ? seconds : defaultRetrySeconds;
};

const unreachable = (url: string, cause: unknown): PublishingError => {
  const reason = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause;
  return new PublishingError(
    `${url} cannot be reached: ${reason instanceof Error ? reason.message : String(reason)}. Start the service, or name another with --url.`,
    undefined,
    { cause },
  );
};

/** What to do about the problems that somebody who publishes can do something about. */
const remedies: Readonly<Record<string, string>> = {
  'publishing-off':
    'Start it with a token: npm start -- --variable publish_token=…, or SPIN_VARIABLE_PUBLISH_TOKEN=… in its environment.',
  unauthorized: 'Put the service’s token into TAKEAWAYS_TOKEN, or name its file with --token-file.',
  'precondition-failed': 'Run this again: it shows the difference from what is there now.',
  'store-unavailable': 'Run this again when its store is back: an upload goes on where it ended.',
};

const errorFrom = async (response: Response): Promise<PublishingError> => {
  const problem = schemas.Problem.safeParse(await response.json().catch(() => undefined)).data;
  if (!problem) {
    return new PublishingError(
      `${response.url || 'The service'} answered ${response.status} without saying why. Is it Takeaways that runs there?`,
    );
  }
  const slug = problem.type.replace('/problems/', '');
  const details = (problem.errors ?? []).map(
    ({ pointer, parameter, detail }) => `\n  ${pointer ?? parameter ?? ''} ${detail}`,
  );
  const parts = [`${problem.title} (${problem.status}).`, remedies[slug] ?? problem.detail];
  return new PublishingError(parts.join(' ') + details.join(''), slug);
};

/** @returns the JSON of a response. @throws PublishingError where it is not what it should be. */
export const jsonOf = async <Body>(
  response: Response,
  schema: z.ZodMiniType<Body>,
): Promise<Body> => {
  const body = schema.safeParse(await response.json().catch(() => undefined));
  if (body.success) return body.data;
  throw new PublishingError(
    `The service answered with something unexpected: ${z.prettifyError(body.error)}. Is it of the same version as this tool?`,
  );
};
