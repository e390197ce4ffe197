/** Assets: static files that the build generates and the component serves. */
import type { Packed } from '../encoding/packed.js';
import { isFresh } from './conditional.js';
import { cacheControl, pageSecurity } from './headers.js';
import { acceptsGzip } from './negotiation.js';
import type { Exchange } from './operation.js';
import { Problem } from './problem.js';

/** One file. */
export interface Asset extends Packed {
  /** The URL path: under /assets/ with a digest in the name, or a path that the route table fixes. */
  readonly path: string;
  readonly contentType: string;
  readonly digest: string;
}

/** Assets by file name: `docs.css`, `openapi.json`. */
export type Assets = Readonly<Record<string, Asset>>;

/** The folder of immutable assets, whose names contain a digest. */
export const assetFolder = '/assets/';

const immutable = 'public, max-age=31536000, immutable';

/**
 * Responds with an asset, as gzip if the client accepts it.
 *
 * @param exchange the request
 * @param asset the asset, if it exists
 * @returns 200, or 304 if the client's copy is fresh
 * @throws Problem 404 if `asset` is undefined
 */
export const respondAsset = async (
  { request }: Pick<Exchange, 'request'>,
  asset: Asset | undefined,
): Promise<Response> => {
  if (!asset) throw new Problem('not-found', { detail: 'No asset has this name.' });
  const { path, contentType, digest } = asset;
  const zipped = acceptsGzip(request);
  const etag = `"${digest}${zipped ? '-gzip' : ''}"`;
  const validators = {
    etag,
    'cache-control': path.startsWith(assetFolder) ? immutable : cacheControl,
    vary: 'Accept, Accept-Encoding',
  };
  if (isFresh(request, etag)) return new Response(null, { status: 304, headers: validators });
  return new Response(zipped ? asset.gzip() : await asset.content(), {
    headers: {
      ...validators,
      'content-type': contentType,
      ...(zipped && { 'content-encoding': 'gzip' }),
      ...(contentType.startsWith('text/html') && pageSecurity),
    },
  });
};
