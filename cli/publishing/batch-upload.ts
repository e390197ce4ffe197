/** Uploads the entries of a revision that the service lacks, in batches. */
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

/**
 * Uploads a revision, which can then be activated. Entries from an earlier, interrupted upload are not sent again.
 *
 * @throws PublishingError
 */
export const uploadRevision = async (
  client: Client,
  content: LaidOut,
  onProgress: OnProgress = () => {},
): Promise<void> => {
  const { id, manifest } = content;
  const entries = content.entries();
  const path = `/v1/uploads/${id}`;
  const put = async (at: string, mediaType: string, body: string | Uint8Array<ArrayBuffer>) =>
    jsonOf(
      await client({ method: 'PUT', path: at, headers: { 'content-type': mediaType }, body }),
      schemas.Upload,
    );
  const valuesOn = (page: number) =>
    entries
      .slice(page * entriesPerManifestPage, (page + 1) * entriesPerManifestPage)
      .map(([, value]) => value);

  for (let round = 0; round < maxRounds; round++) {
    const { complete, missing } = await put(path, 'application/json', JSON.stringify(manifest.root));
    if (complete) return;
    let there = entries.length - missing.reduce((sum, page) => sum + valuesOn(page).length, 0);
    onProgress(there, entries.length);
    await forEachAtOnce(missing, maxRequests, async (page) => {
      const values = valuesOn(page);
      const digests = manifest.pages[page] ?? new Uint8Array();
      const room = maxBodyBytes - digests.length;
      let left = values.length;
      // Nothing of a page is there as a rule, so as much as fits is sent at once.
      for (let wanted = [...values.keys()], done = false; !done; ) {
        const batch = firstBatch(wanted, values, room);
        const body = concatenate([digests, ...batch.flatMap((index) => framed(values[index]))]);
        const progress = await put(`${path}/pages/${page}`, octets, body);
        there += left - progress.missing.length;
        left = progress.missing.length;
        onProgress(there, entries.length);
        wanted = [...progress.missing];
        done = progress.complete;
      }
    });
  }
  throw new PublishingError('Entries were removed during the upload. Rerun to send what is missing.');
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
