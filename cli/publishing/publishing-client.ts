/** Sends requests to the service with the token, retries, and explains errors. */
import * as z from 'zod/mini';
import { schemas } from '../../src/api/api-schemas.js';

export interface Target {
  /** The service's address, such as `http://127.0.0.1:3000`. */
  readonly url: string;
  readonly token: string;
  /** `fetch` by default. */
  readonly send?: (request: Request) => Promise<Response>;
  /** Waits for this many seconds. */
  readonly wait?: (seconds: number) => Promise<void>;
}

/** One request. */
export interface Call {
  readonly method: 'GET' | 'PUT' | 'POST';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array<ArrayBuffer>;
}

/** What happened, and what to do next. */
export class PublishingError extends Error {
  override name = 'PublishingError';
  constructor(
    message: string,
    /** The problem type of the response. */
    readonly slug?: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

export type Client = (call: Call) => Promise<Response>;

const maxAttempts = 6;
/** Used if the response has no `Retry-After`. */
const defaultRetrySeconds = 2;

/** @returns a function that sends a request, and retries while the service is unavailable. */
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
      // If the very first connection fails, the URL is probably wrong.
      const canRetry = outcome instanceof Response ? outcome.status === 503 : attempt > 1;
      if (!canRetry || attempt === maxAttempts) {
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
    `Cannot reach ${url}: ${reason instanceof Error ? reason.message : String(reason)}. Start the service, or pass its address with --url.`,
    undefined,
    { cause },
  );
};

/** Remedies by problem type. */
const remedies: Readonly<Record<string, string>> = {
  'publishing-off':
    'Start the service with a token: npm start -- --variable publish_token=…, or set SPIN_VARIABLE_PUBLISH_TOKEN in its environment.',
  unauthorized: 'Set TAKEAWAYS_TOKEN to the token of the service, or pass --token-file.',
  'precondition-failed': 'Rerun to see the difference from the current revision.',
  'store-unavailable': 'Rerun when the store is back; an upload resumes where it stopped.',
};

const errorFrom = async (response: Response): Promise<PublishingError> => {
  const problem = schemas.Problem.safeParse(await response.json().catch(() => undefined)).data;
  if (!problem) {
    return new PublishingError(
      `${response.url || 'The service'} answered ${response.status} without a problem document. Is this the URL of Takeaways?`,
    );
  }
  const slug = problem.type.replace('/problems/', '');
  const details = (problem.errors ?? []).map(
    ({ pointer, parameter, detail }) => `\n  ${pointer ?? parameter ?? ''} ${detail}`,
  );
  const parts = [`${problem.title} (${problem.status}).`, remedies[slug] ?? problem.detail];
  return new PublishingError(parts.join(' ') + details.join(''), slug);
};

/** @throws PublishingError if the body is not what the schema expects */
export const jsonOf = async <Body>(
  response: Response,
  schema: z.ZodMiniType<Body>,
): Promise<Body> => {
  const body = schema.safeParse(await response.json().catch(() => undefined));
  if (body.success) return body.data;
  throw new PublishingError(
    `Unexpected response from the service: ${z.prettifyError(body.error)}. Is it the same version as this command?`,
  );
};
