/** Authorises publishing by bearer token (RFC 6750). */

import { encodeText } from '../encoding/utf8.js';
import { Problem } from './problem.js';

/** Provides the publish token. */
export interface TokenHolder {
  /** Returns the current token. Publishing is off if this is missing or returns an empty text. */
  readonly publishToken?: () => string;
}

/**
 * @param request must carry the token in `Authorization`
 * @param publishToken returns the expected token
 * @throws Problem 404 if publishing is off, 401 if the token is missing or wrong
 */
export const authorize = async (
  request: Request,
  publishToken: TokenHolder['publishToken'],
): Promise<void> => {
  const expected = publishToken?.().trim();
  if (!expected) throw new Problem('publishing-off');
  const [, given] = /^bearer +(\S+)$/i.exec(request.headers.get('authorization') ?? '') ?? [];
  if (given !== undefined && (await areEqual(given, expected))) return;
  throw new Problem('unauthorized', { headers: { 'www-authenticate': 'Bearer' } });
};

/** Compares in constant time: digests, to the last byte. */
const areEqual = async (one: string, other: string): Promise<boolean> => {
  const [first, second] = await Promise.all([digest(one), digest(other)]);
  return first.reduce((sum, byte, index) => sum | (byte ^ (second[index] ?? 0)), 0) === 0;
};

const digest = async (text: string): Promise<Uint8Array> =>
  new Uint8Array(await crypto.subtle.digest('SHA-256', encodeText(text)));
