/** Content negotiation (RFC 9110, section 12.5.1). */
import { Problem } from './problem.js';

export const json = 'application/json';
export const ndjson = 'application/x-ndjson';
export const html = 'text/html';
/** The `Content-Type` of pages. */
export const pageType = `${html}; charset=utf-8`;
export const csv = 'text/csv';
export const atom = 'application/atom+xml';

/**
 * @param request its `Accept` decides; without one, the first offer wins
 * @param offers the resource's media types, the preferred one first
 * @returns the offer that the client prefers
 * @throws Problem 406 if the client accepts none
 */
export const negotiate = <Offer extends string>(
  request: Request,
  offers: readonly [Offer, ...Offer[]],
): Offer => {
  const accept = request.headers.get('accept');
  if (accept === '*/*' || !accept?.trim()) return offers[0];
  const ranges = accept.split(',').map(parseRange);
  const qualities = offers.map((offer) => qualityOf(offer, ranges));
  const highest = Math.max(...qualities);
  const best = offers[qualities.indexOf(highest)];
  if (best && highest > 0) return best;
  throw new Problem('not-acceptable', {
    detail: `This resource is available as ${offers.join(' or ')}.`,
    headers: { vary: 'Accept' },
  });
};

/** @returns whether the client prefers media type `one` to `other`. */
export const prefers = (request: Request, one: string, other: string): boolean => {
  const accept = request.headers.get('accept');
  if (accept === null) return false;
  const ranges = accept.split(',').map(parseRange);
  return qualityOf(one, ranges) > qualityOf(other, ranges);
};

/** @returns whether `Accept-Encoding` allows gzip (RFC 9110, section 12.5.3). */
export const acceptsGzip = (request: Request): boolean =>
  (request.headers.get('accept-encoding') ?? '')
    .split(',')
    .map(parseRange)
    .some(({ type, quality }) => type === 'gzip' && quality > 0);

interface MediaRange {
  readonly type: string;
  readonly quality: number;
}

const parseRange = (text: string): MediaRange => {
  const [type = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase());
  const weight = parameters.find((parameter) => parameter.startsWith('q='));
  const quality = weight === undefined ? 1 : Number(weight.slice(2));
  return { type, quality: quality >= 0 && quality <= 1 ? quality : 0 };
};

/** The most specific matching range decides. */
const qualityOf = (offer: string, ranges: readonly MediaRange[]): number => {
  const family = offer.slice(0, offer.indexOf('/'));
  const rangeOf = (type: string) => ranges.find((range) => range.type === type);
  return (rangeOf(offer) ?? rangeOf(`${family}/*`) ?? rangeOf('*/*'))?.quality ?? 0;
};
