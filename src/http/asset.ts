/** Assets: files that the build makes and the component serves as they are. */
import type { Packed } from '../encoding/packed.js';
import { isFresh } from './conditional.js';
import { cacheControl, pageSecurity } from './headers.js';
import { acceptsGzip } from './negotiation.js';
import type { Exchange } from './operation.js';
import { Problem } from './problem.js';

/** One file. */
export interface Asset extends Packed {
  /** Where it is served: under /assets/ with a name that changes with its content, or where a route says. */
  readonly path: string;
  readonly contentType: string;
  /** Changes with its content. */
  readonly digest: string;
}

/** The assets by the name of their file: `docs.css`, `openapi.json`. */
export type Assets = Readonly<Record<string, Asset>>;

/** The folder of assets that never change, as their names change with their content. */
export const assetFolder = '/assets/';

const immutable = 'public, max-age=31536000, immutable';

/**
 * Answers with an asset: as gzip to clients that take it, which costs nothing, else as it is.
 *
 * @param exchange the request
 * @param asset what to answer with
 * @returns 200, or 304 where the client's copy is fresh
 * @throws Problem 404 where there is no such asset
 */
export const respondAsset = async (
  { request }: Pick<Exchange, 'request'>,
  asset: Asset | undefined,
): Promise<Response> => {
  if (!asset) throw new Problem('not-found', { detail: 'There is no such file.' });
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
