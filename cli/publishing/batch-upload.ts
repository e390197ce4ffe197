/** Uploads a revision in batches: what the service lacks, and nothing else. */
import { schemas } from '../../src/api/api-schemas.js';
import type { LaidOut } from '../../src/dataset/revisions/layout.js';
import { entriesPerManifestPage } from '../../src/dataset/revisions/revision.js';
import { maxBodyBytes, octets } from '../../src/http/body.js';
import { type Client, jsonOf, PublishingError } from './publishing-client.js';

/** Told how many entries of how many the service has by now. */
export type OnProgress = (entries: number, total: number) => void;

/**
 * Uploads a revision; what an earlier upload left there is not sent again.
 *
 * @param client the service
 * @param content the revision
 * @returns when it is whole there, and can be activated
 * @throws PublishingError
 */
export const uploadRevision = async (
  client: Client,
  { id, manifest, entries: readEntries }: LaidOut,
  onProgress: OnProgress = () => {},
): Promise<void> => {
  const entries = readEntries();
  const path = `/v1/uploads/${id}`;
  const put = async (at: string, mediaType: string, body: string | Uint8Array<ArrayBuffer>) =>
    jsonOf(
      await client({ method: 'PUT', path: at, headers: { 'content-type': mediaType }, body }),
      schemas.Upload,
    );
  const putRoot = () => put(path, 'application/json', JSON.stringify(manifest.root));

  const { complete, missing: pages } = await putRoot();
  const onPage = (page: number) =>
    entries
      .slice(page * entriesPerManifestPage, (page + 1) * entriesPerManifestPage)
      .map(([, value]) => value);
  let there = entries.length - pages.reduce((sum, page) => sum + onPage(page).length, 0);
  onProgress(there, entries.length);
  for (const page of pages) {
    const values = onPage(page);
    const digests = manifest.pages[page] ?? new Uint8Array();
    for (let sent: number[] = [], missing = values.length, done = false; !done; ) {
      const batch = concatenate([digests, ...sent.flatMap((index) => framed(values[index]))]);
      const progress = await put(`${path}/pages/${page}`, octets, batch);
      there += missing - progress.missing.length;
      missing = progress.missing.length;
      onProgress(there, entries.length);
      sent = firstBatch(progress.missing, values, maxBodyBytes - digests.length);
      done = progress.complete;
    }
  }
  if (!complete && !(await putRoot()).complete) {
    throw new PublishingError(
      'Somebody removed entries while they were uploaded. Run this again: it sends what is missing.',
    );
  }
};

const lengthBytes = 4;

const framed = (value: Uint8Array = new Uint8Array()): Uint8Array[] => {
  const length = new Uint8Array(lengthBytes);
  new DataView(length.buffer).setUint32(0, value.length, true);
  return [length, value];
};

/** As many of the missing entries as fit into one request. */
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
      `An entry is larger than a request may be, ${maxBodyBytes} bytes: shorten the vocabularies.`,
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
