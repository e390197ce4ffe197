/** Uploads the entries of a revision that the service lacks, in batches. */
import type * as z from 'zod/mini';
import { schemas } from '../../src/api/api-schemas.js';
import type { LaidOut } from '../../src/dataset/revisions/layout.js';
import { entriesPerManifestPage } from '../../src/dataset/revisions/revision.js';
import { maxBodyBytes, octets } from '../../src/http/body.js';
import { type Client, jsonOf, PublishingError } from './publishing-client.js';

/** Called with the number of uploaded entries and the total. */
export type OnProgress = (entries: number, total: number) => void;

/** How many requests are under way at once. */
const maxRequests = 4;

/** How often to ask again for what the service says is missing. */
const maxRounds = 3;

/** A revision on its way to a service. */
interface Upload {
  readonly entryCount: number;
  /** The entries of a manifest page. */
  valuesOn(page: number): readonly Uint8Array[];
  digestsOn(page: number): Uint8Array;
  putRoot(query?: string): Promise<UploadProgress>;
  putPage(page: number, body: Uint8Array<ArrayBuffer>, query?: string): Promise<UploadProgress>;
}

type UploadProgress = z.infer<typeof schemas.Upload>;

/** @param base the revision to share entries with, if it is not too different */
const uploadOf = (client: Client, content: LaidOut, base: string | undefined): Upload => {
  const { id, manifest } = content;
  const entries = content.entries();
  const path = `/v1/uploads/${id}`;
  const root = JSON.stringify({ ...manifest.root, ...(base !== undefined && { base }) });
  const put = async (at: string, mediaType: string, body: string | Uint8Array<ArrayBuffer>) =>
    jsonOf(
      await client({ method: 'PUT', path: at, headers: { 'content-type': mediaType }, body }),
      schemas.Upload,
    );
  return {
    entryCount: entries.length,
    valuesOn: (page) =>
      entries
        .slice(page * entriesPerManifestPage, (page + 1) * entriesPerManifestPage)
        .map(([, value]) => value),
    digestsOn: (page) => manifest.pages[page] ?? new Uint8Array(),
    putRoot: (query = '') => put(`${path}${query}`, 'application/json', root),
    putPage: (page, body, query = '') => put(`${path}/pages/${page}${query}`, octets, body),
  };
};

/**
 * Uploads a revision, which can then be activated. Entries from an earlier, interrupted upload are not sent
 * again, nor are those of the base.
 *
 * @param base the revision to share entries with
 * @throws PublishingError
 */
export const uploadRevision = async (
  client: Client,
  content: LaidOut,
  onProgress: OnProgress = () => {},
  base?: string,
): Promise<void> => {
  const upload = uploadOf(client, content, base);
  const { entryCount, valuesOn } = upload;
  for (let round = 0; round < maxRounds; round++) {
    const { complete, missing, shared = false } = await upload.putRoot();
    if (complete) return;
    let there = entryCount - missing.reduce((sum, page) => sum + valuesOn(page).length, 0);
    onProgress(there, entryCount);
    await forEachAtOnce(missing, maxRequests, (page) =>
      uploadPage(upload, page, shared, (arrived) => {
        there += arrived;
        onProgress(there, entryCount);
      }),
    );
  }
  throw new PublishingError(
    'Entries were removed during the upload. Rerun to send what is missing.',
  );
};

const uploadPage = async (
  { valuesOn, digestsOn, putPage }: Upload,
  page: number,
  shared: boolean,
  onArrival: (entries: number) => void,
): Promise<void> => {
  const values = valuesOn(page);
  const digests = digestsOn(page);
  let left = values.length;
  // Of a page that shares entries, the service says first what it lacks; of others, it lacks all as a rule.
  let wanted: readonly number[] = shared ? [] : [...values.keys()];
  for (let done = false; !done; ) {
    const batch = firstBatch(wanted, values, maxBodyBytes - digests.length);
    const body = concatenate([digests, ...batch.flatMap((index) => framed(values[index]))]);
    const progress = await putPage(page, body);
    onArrival(left - progress.missing.length);
    left = progress.missing.length;
    wanted = progress.missing;
    done = progress.complete;
  }
};

/**
 * @param base the current revision of the service
 * @returns the numbers of the entries in which a revision differs from it; undefined if these are too many to
 *   compare one by one
 * @throws PublishingError
 */
export const changedEntries = async (
  client: Client,
  content: LaidOut,
  base: string,
): Promise<number[] | undefined> => {
  const upload = uploadOf(client, content, base);
  const { missing: pages, shared } = await upload.putRoot('?dry_run=true');
  if (!shared) return undefined;
  const changed: number[] = [];
  await forEachAtOnce(pages, maxRequests, async (page) => {
    const digests = concatenate([upload.digestsOn(page)]);
    const { missing } = await upload.putPage(page, digests, '?dry_run=true');
    changed.push(...missing.map((index) => page * entriesPerManifestPage + index));
  });
  return changed;
};

/** Runs `work` on all items, on at most `most` of them at a time; stops at the first error. */
const forEachAtOnce = async <T>(
  items: readonly T[],
  most: number,
  work: (item: T) => Promise<void>,
): Promise<void> => {
  const rest = items.values();
  let failed = false;
  const run = async () => {
    for (const item of rest) {
      if (failed) return;
      await work(item).catch((error) => {
        failed = true;
        throw error;
      });
    }
  };
  const runs = await Promise.allSettled(Array.from({ length: most }, run));
  const rejected = runs.find((each) => each.status === 'rejected');
  if (rejected) throw rejected.reason;
};

const lengthBytes = 4;

const framed = (value: Uint8Array = new Uint8Array()): Uint8Array[] => {
  const length = new Uint8Array(lengthBytes);
  new DataView(length.buffer).setUint32(0, value.length, true);
  return [length, value];
};

/** @returns as many missing entries as fit into one request. */
const firstBatch = (
  missing: readonly number[],
  values: readonly Uint8Array[],
  room: number,
): number[] => {
  const batch: number[] = [];
  let left = room;
  for (const index of missing) {
    left -= lengthBytes + (values[index]?.length ?? 0);
    if (left < 0) break;
    batch.push(index);
  }
  if (batch.length === 0 && missing.length > 0) {
    throw new PublishingError(
      `An entry exceeds the maximum request size of ${maxBodyBytes} bytes. Shorten the vocabularies.`,
    );
  }
  return batch;
};

const concatenate = (parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> => {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let position = 0;
  for (const part of parts) {
    whole.set(part, position);
    position += part.length;
  }
  return whole;
};
