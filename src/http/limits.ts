/** What every request must satisfy before a route looks at it. */
import { type Fault, Problem } from './problem.js';

/** Longest URL taken, in characters. */
export const maximumUrlLength = 4096;
/** Largest header section taken, in characters of names and values. */
export const maximumHeaderLength = 16_384;

/** @throws Problem where the request is too large or malformed whatever its route. */
export const guard = (request: Request): void => {
  if (request.url.length > maximumUrlLength) {
    throw new Problem('uri-too-long', {
      detail: `A URL has at most ${maximumUrlLength} characters.`,
    });
  }
  if (headerLength(request.headers) > maximumHeaderLength) {
    throw new Problem('header-fields-too-large', {
      detail: `Header names and values have at most ${maximumHeaderLength} characters in all.`,
    });
  }
  if (!isDecodable(request.url)) throw new Problem('malformed-url');
};

/** @throws Problem 400 where a request announces a body that its method gives no meaning. */
export const refuseBody = ({ method, headers }: Request): void => {
  if (['GET', 'HEAD', 'OPTIONS'].includes(method) && announcesBody(headers)) {
    const fault: Fault = { parameter: 'body', detail: `A ${method} request has no body.` };
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
