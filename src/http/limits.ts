/** What every request must satisfy before a route looks at it. */
import { Problem, type ValidationError } from './problem.js';

/** Longest URL taken, in characters. */
export const maxUrlLength = 4096;
/** Largest header section taken, in characters of names and values. */
export const maxHeaderLength = 16_384;

/** @throws Problem where the request is too large or malformed whatever its route. */
export const enforceLimits = (request: Request): void => {
  if (request.url.length > maxUrlLength) {
    throw new Problem('uri-too-long', {
      detail: `A URL has at most ${maxUrlLength} characters.`,
    });
  }
  if (headerLength(request.headers) > maxHeaderLength) {
    throw new Problem('header-fields-too-large', {
      detail: `Header names and values have at most ${maxHeaderLength} characters in all.`,
    });
  }
  if (!isDecodable(request.url)) throw new Problem('malformed-url');
};

/** @throws Problem 400 where a request announces a body that its method gives no meaning. */
export const refuseBody = ({ method, headers }: Request): void => {
  if (['GET', 'HEAD', 'OPTIONS'].includes(method) && announcesBody(headers)) {
    const fault: ValidationError = {
      parameter: 'body',
      detail: `A ${method} request has no body.`,
    };
    throw new Problem('invalid-request', { errors: [fault] });
  }
};

const headerLength = (headers: Headers): number => {
  let length = 0;
  headers.forEach((value, name) => {
    length += name.length + value.length;
  });
  return length;
};

const isDecodable = (url: string): boolean => {
  try {
    decodeURIComponent(url);
    return true;
  } catch {
    return false;
  }
};

/** RFC 9112, section 6: a body is announced by a length or a transfer coding. */
const announcesBody = (headers: Headers): boolean =>
  (headers.get('content-length') ?? '0') !== '0' || headers.has('transfer-encoding');
