/** Who may publish: whoever has the token (RFC 6750). */

import { encodeText } from '../encoding/utf8.js';
import { Problem } from './problem.js';

/** Whatever knows the token that publishing takes. */
export interface TokenHolder {
  /** The token as it is now; publishing is off where there is none, or it is empty. */
  readonly publishToken?: () => string;
}

/**
 * @param request must have the token in `Authorization`
 * @param publishToken the token, as it is now
 * @throws Problem 404 while publishing is off, 401 where the token is missing or wrong
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

/** Takes as long wherever the texts differ: it is their digests that are compared, to the end. */
const areEqual = async (one: string, other: string): Promise<boolean> => {
  const [first, second] = await Promise.all([digest(one), digest(other)]);
  return first.reduce((sum, byte, index) => sum | (byte ^ (second[index] ?? 0)), 0) === 0;
};

const digest = async (text: string): Promise<Uint8Array> =>
  new Uint8Array(await crypto.subtle.digest('SHA-256', encodeText(text)));
