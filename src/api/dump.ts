/** `GET /v1/dump`: the whole dataset as JSON or NDJSON. The JSON is what publishing accepts. */

import { type CollectionName, collectionNames } from '../dataset/records/fields.js';
import { ensureCurrent } from '../dataset/revisions/current.js';
import { createReader, type RevisionReader } from '../dataset/revisions/reader.js';
import { json, ndjson } from '../http/negotiation.js';
import { respond } from '../http/respond.js';
import { streamOf } from '../http/stream.js';
import { operation } from './service.js';

/** `GET /v1/dump`. Streams the dataset in batches, so that memory stays bounded. */
export const dump = operation({
  summary: 'Get the whole dataset',
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

/** One JSON object with a member per collection and a line per record. */
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

/** One line per record, with its collection in the member `collection`. */
async function* ndjsonDump(reader: RevisionReader): AsyncGenerator<string> {
  for (const name of collectionNames) {
    for await (const records of batchesOf(reader, name)) {
      yield records.map((record) => `{"collection":"${name}",${record.slice(1)}\n`).join('');
    }
  }
}

/** How many takeaways are in memory at a time. */
const batchSize = 100;

/** The serialised records of a collection as they were published: without counts. */
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
