/** Publishes a dataset to a service, in one request if it fits, else in batches. */
import * as z from 'zod/mini';
import { schemas } from '../../src/api/api-schemas.js';
import {
  type Changes,
  compareWith,
  type Difference,
  type Ids,
} from '../../src/dataset/records/difference.js';
import {
  type CollectionName,
  collectionNames,
  type VocabularyName,
  vocabularyNames,
} from '../../src/dataset/records/fields.js';
import type { Dataset } from '../../src/dataset/records/schema.js';
import type { LaidOut } from '../../src/dataset/revisions/layout.js';
import type { Entry } from '../../src/dataset/revisions/revision.js';
import { maxBodyBytes } from '../../src/http/body.js';
import { changedEntries, type OnProgress, uploadRevision } from './batch-upload.js';
import { layOutOver } from './changed-layout.js';
import type { KeptIndexes } from './kept-index.js';
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
 * Checks the token, and compares a valid dataset with the one that a service serves, without changing anything.
 *
 * @param options `batches` uploads in batches whatever the size; `kept` are the indexes of earlier publications
 * @throws PublishingError
 */
export const preparePublication = async (
  client: Client,
  dataset: Dataset,
  { batches = false, kept }: { readonly batches?: boolean; readonly kept?: KeptIndexes } = {},
): Promise<Publication> => {
  const answer = await client({ method: 'GET', path: '/v1/meta' });
  const etag = answer.headers.get('etag') ?? '';
  const replaces = await jsonOf(answer, schemas.Meta);
  // A server may refuse a token and cut the connection before it has read a body; then nobody sees why.
  await client({ method: 'GET', path: '/v1/revisions' });
  const content = await layOutOver(dataset, replaces.revision, kept);
  // The takeaways alone say whether it is too large: the body of a large one is not even made.
  const isLarge = batches || (content.recordBytes ?? 0) > maxBodyBytes;
  const body = isLarge ? '' : JSON.stringify(dataset);
  const inBatches = isLarge || Buffer.byteLength(body) > maxBodyBytes;

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
    await uploadRevision(client, content, onProgress, replaces.revision);
    const path = `/v1/revisions/${content.id}/activate`;
    await client({ method: 'POST', path, headers: { 'if-match': etag } });
  };

  return {
    revision: content.id,
    replaces,
    changes: replaces.revision !== content.id || replaces.origin !== 'operator',
    inBatches,
    difference: inBatches
      ? await differenceFrom(client, dataset, content, replaces)
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

/** What the service serves. */
type Served = z.infer<typeof schemas.Meta>;

/** Compares with the entries of the service that differ, or with all of it if these are many. */
const differenceFrom = async (
  client: Client,
  dataset: Dataset,
  content: LaidOut,
  current: Served,
): Promise<Difference> =>
  (await differenceFromEntries(client, dataset, content, current)) ??
  (await differenceFromDump(client, dataset));

/** How many takeaways to compare one by one. */
const maxCompared = 100;

/**
 * @returns undefined if the difference cannot be told from the entries that differ: those of many takeaways,
 *   or one that the service does not have, which has displaced another
 */
const differenceFromEntries = async (
  client: Client,
  dataset: Dataset,
  content: LaidOut,
  current: Served,
): Promise<Difference | undefined> => {
  // With as many takeaways as before, and none that is new, none is removed either.
  if (current.counts.takeaways !== content.counts.takeaways) return undefined;
  const { segments, recordsPerSegment } = content.layout;
  const numbers =
    recordsPerSegment > 1 ? undefined : await changedEntries(client, content, current.revision);
  if (!numbers || numbers.filter((number) => number < segments).length > maxCompared)
    return undefined;

  const entries = content.entries();
  const different = numbers.map((number) => entries[number] ?? nothing);
  const takeaways: { readonly id: string }[] = different.flatMap(([suffix, value]) =>
    suffix.startsWith('segment/') ? [JSON.parse(new TextDecoder().decode(value))] : [],
  );
  const comparison = compareWith(takeaways);
  for (const { id } of takeaways) {
    const served = await readTakeaway(client, id);
    if (served === undefined) return undefined;
    comparison.take(id, served);
  }
  const changes: [CollectionName, Changes][] = [['takeaways', comparison.changes()]];
  for (const name of vocabularyNames) {
    const isSame = different.every(([suffix]) => suffix !== name);
    changes.push([name, isSame ? noChanges : await compareVocabulary(client, dataset, name)]);
  }
  return Object.fromEntries(changes) as Difference;
};

const nothing: Entry = ['', new Uint8Array()];
const none: Ids = { count: 0, ids: [] };
const noChanges: Changes = { added: none, changed: none, removed: none };

/** @returns the record as the service has stored it; undefined if it has none with this id. */
const readTakeaway = async (client: Client, id: string): Promise<string | undefined> => {
  try {
    return await (await client({ method: 'GET', path: `/v1/takeaways/${id}` })).text();
  } catch (error) {
    if (error instanceof PublishingError && error.slug === 'not-found') return undefined;
    throw error;
  }
};

const vocabularyPage = z.looseObject({
  data: z.array(z.looseObject({ id: z.string() })),
  page: z.looseObject({ next: z.nullable(z.string()) }),
});

const compareVocabulary = async (
  client: Client,
  dataset: Dataset,
  name: VocabularyName,
): Promise<Changes> => {
  const comparison = compareWith(dataset[name]);
  for (let next: string | null = `/v1/${name}?limit=100`; next !== null; ) {
    const response: Response = await client({ method: 'GET', path: next });
    const { data, page } = await jsonOf(response, vocabularyPage);
    for (const { count, ...record } of data) comparison.take(record.id, JSON.stringify(record));
    next = page.next;
  }
  return comparison.changes();
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
