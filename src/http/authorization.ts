/** Authorises publishing by bearer token (RFC 6750). */

import { encodeText } from '../encoding/utf8.js';
import { Problem } from './problem.js';

/** Provides the publish tokens. */
export interface TokenHolder {
  /** Returns the current token, null if it cannot be read. Publishing is off if this is missing or the text is empty. */
  readonly publishToken?: () => string | null;
  /** Returns a second valid token, for as long as clients are given a new one; none if it is empty. */
  readonly previousPublishToken?: () => string | null;
  /** Called with the name of the given token, or undefined if it is missing or wrong. */
  readonly onAuthorization?: (token: TokenName | undefined) => void;
}

/** What the log calls a token. */
export type TokenName = 'publish_token' | 'publish_token_previous';

/** How long a client should wait for what provides the tokens, in seconds. */
const retryAfter = '5';

/**
 * @param request must carry a token in `Authorization`
 * @param holder provides the expected tokens
 * @throws Problem 404 if publishing is off, 401 if the token is missing or wrong, 503 if none can be read
 */
export const authorize = async (request: Request, holder: TokenHolder): Promise<void> => {
  const [expected, previous] = [holder.publishToken, holder.previousPublishToken].map((read) => {
    const token = read ? read() : '';
    if (token !== null) return token.trim();
    throw new Problem('token-unavailable', { headers: { 'retry-after': retryAfter } });
  });
  if (!expected) throw new Problem('publishing-off');
  const [, given = ''] = /^bearer +(\S+)$/i.exec(request.headers.get('authorization') ?? '') ?? [];
  const isCurrent = await areEqual(given, expected);
  const isPrevious = await areEqual(given, previous || expected);
  const token = isCurrent ? 'publish_token' : isPrevious ? 'publish_token_previous' : undefined;
  holder.onAuthorization?.(token);
  if (!token) throw new Problem('unauthorized', { headers: { 'www-authenticate': 'Bearer' } });
};

/** Compares in constant time: digests, to the last byte. */
const areEqual = async (one: string, other: string): Promise<boolean> => {
  const [first, second] = await Promise.all([digest(one), digest(other)]);
  return first.reduce((sum, byte, index) => sum | (byte ^ (second[index] ?? 0)), 0) === 0;
};

const digest = async (text: string): Promise<Uint8Array> =>
  new Uint8Array(await crypto.subtle.digest('SHA-256', encodeText(text)));
