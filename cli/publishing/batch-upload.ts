/** Uploads the entries of a revision that the service lacks, in batches. */
import { schemas } from '../../src/api/api-schemas.js';
import type { LaidOut } from '../../src/dataset/revisions/layout.js';
import { entriesPerManifestPage } from '../../src/dataset/revisions/revision.js';
import { maxBodyBytes, octets } from '../../src/http/body.js';
import { type Client, jsonOf, PublishingError } from './publishing-client.js';

/** Called with the number of uploaded entries and the total. */
export type OnProgress = (entries: number, total: number) => void;

/**
 * Uploads a revision, which can then be activated. Entries from an earlier, interrupted upload are not sent again.
 *
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
      'Entries were removed during the upload. Rerun to send what is missing.',
    );
  }
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
