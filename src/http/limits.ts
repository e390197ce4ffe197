/** Limits on requests, enforced before routing. */
import { Problem } from './problem.js';

/** In characters. */
export const maxUrlLength = 4096;
/** Names and values together, in characters. */
export const maxHeaderLength = 16_384;

/**
 * @returns the URL of the request
 * @throws Problem 414, 431 or 400 if the URL or the headers are too long, or the URL is malformed
 */
export const enforceLimits = (request: Request): URL => {
  if (request.url.length > maxUrlLength) {
    throw new Problem('uri-too-long', {
      detail: `A URL may have at most ${maxUrlLength} characters; this one has ${request.url.length}.`,
    });
  }
  const length = headerLength(request.headers);
  if (length > maxHeaderLength) {
    throw new Problem('header-fields-too-large', {
      detail: `Header names and values may have at most ${maxHeaderLength} characters in total; these have ${length}.`,
    });
  }
  return parseUrl(request.url);
};

const bodyless = ['GET', 'HEAD', 'OPTIONS'];

/** @throws Problem 400 if a GET, HEAD or OPTIONS request announces a body */
export const refuseBody = ({ method, headers }: Request): void => {
  if (bodyless.includes(method) && announcesBody(headers)) {
    const errors = [{ parameter: 'body', detail: `A ${method} request must not have a body.` }];
    throw new Problem('invalid-request', { errors });
  }
};

const headerLength = (headers: Headers & { readonly textLength?: number }): number => {
  // The component's own headers know it without decoding any.
  if (headers.textLength !== undefined) return headers.textLength;
  let length = 0;
  headers.forEach((value, name) => {
    length += name.length + value.length;
  });
  return length;
};

const parseUrl = (url: string): URL => {
  try {
    decodeURIComponent(url);
    return new URL(url);
  } catch {
    throw new Problem('malformed-url');
  }
};

/** RFC 9112, section 6: a length or a transfer coding announces a body. */
const announcesBody = (headers: Headers): boolean =>
  (headers.get('content-length') ?? '0') !== '0' || headers.has('transfer-encoding');
