/** Publishes a dataset to a service, in one request if it fits, else in batches. */
import type * as z from 'zod/mini';
import { schemas } from '../../src/api/api-schemas.js';
import { compareWith, type Difference } from '../../src/dataset/records/difference.js';
import { type CollectionName, collectionNames } from '../../src/dataset/records/fields.js';
import type { Dataset } from '../../src/dataset/records/schema.js';
import { type LaidOut, layOut } from '../../src/dataset/revisions/layout.js';
import { maxBodyBytes } from '../../src/http/body.js';
import { type OnProgress, uploadRevision } from './batch-upload.js';
import { type Client, jsonOf, PublishingError } from './publishing-client.js';

/** A prepared publication. */
export interface Publication {
  /** The id of the revision made from the dataset. */
  readonly revision: string;
  /** The revision that the service serves now. */
  readonly replaces: z.infer<typeof schemas.Meta>;
  /** Whether there is anything to publish. */
  readonly changes: boolean;
  readonly difference: Difference;
  readonly inBatches: boolean;
  /** @throws PublishingError, also if another revision has been published since */
  publish(onProgress?: OnProgress): Promise<void>;
}

/**
 * Compares a valid dataset with the one that a service serves, without changing anything.
 *
 * @param options `batches` uploads in batches whatever the size
 * @throws PublishingError
 */
export const preparePublication = async (
  client: Client,
  dataset: Dataset,
  { batches = false } = {},
): Promise<Publication> => {
  const answer = await client({ method: 'GET', path: '/v1/meta' });
  const etag = answer.headers.get('etag') ?? '';
  const replaces = await jsonOf(answer, schemas.Meta);
  const content = await layOut(dataset);
  const body = JSON.stringify(dataset);
  const inBatches = batches || Buffer.byteLength(body) > maxBodyBytes;

  const putDataset = async (query: string) =>
    jsonOf(
      await client({
        method: 'PUT',
        path: `/v1/dataset${query}`,
        headers: { 'content-type': 'application/json', 'if-match': etag },
        body,
      }),
      schemas.Publication,
    );
  const upload = async (onProgress?: OnProgress) => {
    await uploadRevision(client, content, onProgress);
    const path = `/v1/revisions/${content.id}/activate`;
    await client({ method: 'POST', path, headers: { 'if-match': etag } });
  };

  return {
    revision: content.id,
    replaces,
    changes: replaces.revision !== content.id || replaces.origin !== 'operator',
    inBatches,
    difference: inBatches
      ? await differenceFromDump(client, dataset)
      : (await putDataset('?dry_run=true')).difference,
    publish: (onProgress) =>
      (inBatches ? upload(onProgress) : putDataset('')).then(
        () => {},
        (error) => ignoreLostResponse(client, content, error),
      ),
  };
};

/** If a response was lost, the repeated request fails because the revision is already current. That is a success. */
const ignoreLostResponse = async (client: Client, { id }: LaidOut, error: unknown) => {
  if (!(error instanceof PublishingError) || error.slug !== 'precondition-failed') throw error;
  const current = await jsonOf(await client({ method: 'GET', path: '/v1/meta' }), schemas.Meta);
  if (current.revision !== id) throw error;
};

/** Compares with the dump of the service, for datasets that are too large for a dry run. */
const differenceFromDump = async (client: Client, dataset: Dataset): Promise<Difference> => {
  const accept = 'application/x-ndjson';
  const { body } = await client({ method: 'GET', path: '/v1/dump', headers: { accept } });
  const comparisons = new Map(
    collectionNames.map((name) => [name as string, compareWith(dataset[name])]),
  );
  for await (const line of linesOf(body)) {
    const { collection, ...record } = JSON.parse(line);
    comparisons.get(collection)?.take(record.id, JSON.stringify(record));
  }
  return Object.fromEntries(
    [...comparisons].map(([name, comparison]) => [name as CollectionName, comparison.changes()]),
  ) as Difference;
};

async function* linesOf(body: ReadableStream<Uint8Array> | null): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of body ?? []) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    yield* lines;
  }
}
