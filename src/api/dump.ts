/** `GET /v1/dump`: the whole dataset, in the shape that publishing takes, or as NDJSON. */

import { vocabularyNames } from '../dataset/fields.js';
import { ensureCurrent } from '../dataset/publish.js';
import { createReader, type RevisionReader } from '../dataset/reader.js';
import { json, ndjson, negotiate } from '../http/negotiation.js';
import { parseParameters } from '../http/parameters.js';
import { respond } from '../http/respond.js';
import type { Exchange } from '../http/route.js';
import { streamOf } from '../http/stream.js';

/** `GET /v1/dump`. Memory stays bounded by one segment and one vocabulary, however large the dataset. */
export const dump = async (exchange: Exchange): Promise<Response> => {
  parseParameters(exchange.url, {});
  const mediaType = negotiate(exchange.request, [json, ndjson]);
  const revision = await ensureCurrent(exchange.service);
  const reader = createReader(exchange.service.store, revision);
  const address = exchange.url.pathname;
  return respond(exchange, { revision, address, mediaType }, () => ({
    body: streamOf(mediaType === json ? jsonDump(reader) : ndjsonDump(reader)),
  }));
};

const collectionNames = ['takeaways', ...vocabularyNames] as const;
type CollectionName = (typeof collectionNames)[number];

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
