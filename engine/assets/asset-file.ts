import { createHash } from 'node:crypto';
import { parse } from 'node:path';
import { type Asset, assetFolder } from '../../src/http/asset.js';
import { gzip } from '../gzip.js';

const contentTypes: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
};

/** @returns an asset by its name, whose extension determines the content type. @throws Error for unknown extensions */
export const makeAsset = (file: string, content: string): [file: string, asset: Asset] => {
  const { name, ext } = parse(file);
  const contentType = contentTypes[ext];
  if (!contentType)
    throw new Error(
      `${file}: unknown extension ${ext}. Add its content type to engine/assets/asset-file.ts.`,
    );
  const digest = createHash('sha256').update(content).digest('hex').slice(0, 16);
  const named = ['.css', '.js'].includes(ext);
  const path = named ? `${assetFolder}${name}.${digest}${ext}` : `/${file}`;
  const bytes = new TextEncoder().encode(content);
  return [file, { path, contentType, digest, gzip: () => gzip(bytes), content: () => bytes }];
};
