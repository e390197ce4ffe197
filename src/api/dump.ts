/** `GET /v1/dump`: the whole dataset, in the shape that publishing takes, or as NDJSON. */

import { type CollectionName, collectionNames } from '../dataset/records/fields.js';
import { ensureCurrent } from '../dataset/revisions/current.js';
import { createReader, type RevisionReader } from '../dataset/revisions/reader.js';
import { json, ndjson } from '../http/negotiation.js';
import { respond } from '../http/respond.js';
import { streamOf } from '../http/stream.js';
import { operation } from './service.js';

/** `GET /v1/dump`. Memory stays bounded by a batch of records, however large the dataset. */
export const dump = operation({
  summary: 'Read the whole dataset',
  parameters: {},
  offers: [json, ndjson],
  answers: 'Dataset',
  handle: async (exchange) => {
    const { mediaType, service } = exchange;
    const revision = await ensureCurrent(service);
    const reader = createReader(service.store, revision);
    return respond(exchange, { revision, address: exchange.url.pathname }, () => ({
      body: streamOf(mediaType === json ? jsonDump(reader) : ndjsonDump(reader)),
    }));
  },
});

/** One JSON object with a member for each collection, a line for each record. */
async function* jsonDump(reader: RevisionReader): AsyncGenerator<string> {
  let before = '{';
  for (const name of collectionNames) {
    yield `${before}"${name}":[`;
    let separator = '\n';
    for await (const records of batchesOf(reader, name)) {
      yield `${separator}${records.join(',\n')}`;
      separator = ',\n';
    }
    before = '],\n';
  }
  yield ']}\n';
}

/** A line for each record, with the member `collection` to tell the collections apart. */
async function* ndjsonDump(reader: RevisionReader): AsyncGenerator<string> {
  for (const name of collectionNames) {
    for await (const records of batchesOf(reader, name)) {
      yield records.map((record) => `{"collection":"${name}",${record.slice(1)}\n`).join('');
    }
  }
}

/** Takeaways held in memory at once. */
const batchSize = 100;

/** The serialised records of a collection, as they were published: without the counts. */
async function* batchesOf(reader: RevisionReader, name: CollectionName): AsyncGenerator<string[]> {
  if (name !== 'takeaways') {
    const items = await reader.vocabulary(name);
    if (items.length > 0) yield items.map(({ count, ...item }) => JSON.stringify(item));
    return;
  }
  const { takeaways } = reader.revision.counts;
  for (let start = 0; start < takeaways; start += batchSize) {
    const size = Math.min(batchSize, takeaways - start);
    yield reader.records(Array.from({ length: size }, (_, index) => start + index));
  }
}
