/**
 * Manifests: Merkle trees of three levels that determine the ids of revisions. A manifest page holds the
 * SHA-256 digests of `entriesPerManifestPage` entries in the order of `suffixesOf`, the root holds the digests
 * of the pages, and the id is the digest of the root. So any part of a revision can be verified by itself.
 */

import { encodeText } from '../../encoding/utf8.js';
import type { Awaitable } from '../../store/store.js';
import {
  type Entry,
  entriesPerManifestPage,
  format,
  type RevisionShape,
  storedVocabularies,
} from './revision.js';

/** The root of a manifest. */
export interface ManifestRoot extends RevisionShape {
  /** The hexadecimal digest of each manifest page. */
  readonly pages: readonly string[];
}

export interface Manifest {
  readonly root: ManifestRoot;
  readonly pages: readonly Uint8Array[];
}

/** Computes SHA-256. */
export type Digest = (bytes: Uint8Array) => Awaitable<Uint8Array>;

/** The length of a SHA-256 digest. */
export const digestBytes = 32;

/** @returns the SHA-256 digest of `bytes`. */
export const digestOf = async (bytes: Uint8Array): Promise<Uint8Array<ArrayBuffer>> =>
  new Uint8Array(await crypto.subtle.digest('SHA-256', bytes as Uint8Array<ArrayBuffer>));

/** @returns `bytes` in hexadecimal. */
export const hexOf = (bytes: Uint8Array): string => {
  // By index and table: a page of a manifest has 16,384 bytes, and the component's engine has no compiler.
  let text = '';
  for (let index = 0; index < bytes.length; index++) text += hexadecimal[bytes[index] ?? 0];
  return text;
};

const hexadecimal = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/**
 * @param shape the counts and the layout of the revision
 * @param entries its entries, in the order of `suffixesOf`
 */
export const manifestOf = async (
  shape: RevisionShape,
  entries: readonly Entry[],
  digest: Digest = digestOf,
): Promise<Manifest> => {
  const pages: Uint8Array[] = [];
  for (let start = 0; start < entries.length; start += entriesPerManifestPage) {
    const onPage = entries.slice(start, start + entriesPerManifestPage);
    const page = new Uint8Array(onPage.length * digestBytes);
    const digests = await Promise.all(onPage.map(([, value]) => digest(value)));
    digests.forEach((digest, index) => {
      page.set(digest, index * digestBytes);
    });
    pages.push(page);
  }
  const digests = await Promise.all(pages.map(digestOf));
  return { root: { ...shape, pages: digests.map(hexOf) }, pages };
};

/**
 * @returns the id of the revision with this root: SHA-256 truncated to 128 bits, in hexadecimal, which is
 *   unique enough and still readable
 */
export const idOf = async ({ counts, layout, pages }: ManifestRoot): Promise<string> => {
  const lines = [
    `format ${format}`,
    `takeaways ${counts.takeaways}`,
    ...storedVocabularies(counts).map((name) => `${name} ${counts[name]}`),
    `records per segment ${layout.recordsPerSegment}`,
    `segments ${layout.segments}`,
    `shards ${layout.shards}`,
    `id buckets ${layout.idBuckets}`,
    ...pages,
  ];
  return hexOf((await digestOf(encodeText(lines.join('\n')))).subarray(0, 16));
};
