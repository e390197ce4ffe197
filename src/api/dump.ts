/** `GET /v1/dump`: the whole dataset as JSON or NDJSON. The JSON is what publishing accepts. */

import { type CollectionName, collectionNames } from '../dataset/records/fields.js';
import { ensureCurrent } from '../dataset/revisions/current.js';
import { createReader, type RevisionReader } from '../dataset/revisions/reader.js';
import { joinBytes } from '../encoding/bytes.js';
import { encodeText } from '../encoding/utf8.js';
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
async function* jsonDump(reader: RevisionReader): AsyncGenerator<string | Uint8Array> {
  let before = '{';
  for (const name of collectionNames) {
    yield `${before}"${name}":[`;
    let separator = lineEnd;
    for await (const records of batchesOf(reader, name)) {
      yield separator;
      yield joinBytes(records, betweenRecords);
      separator = betweenRecords;
    }
    before = '],\n';
  }
  yield ']}\n';
}

/** One line per record, with its collection in the member `collection`. */
async function* ndjsonDump(reader: RevisionReader): AsyncGenerator<Uint8Array> {
  for (const name of collectionNames) {
    const opening = encodeText(`{"collection":"${name}",`);
    for await (const records of batchesOf(reader, name)) {
      yield joinBytes(records.flatMap((record) => [opening, record.subarray(1), lineEnd]));
    }
  }
}

const lineEnd = encodeText('\n');
const betweenRecords = encodeText(',\n');

/** How many takeaways are in memory at a time. */
const batchSize = 100;

/** The serialised records of a collection as they were published: without counts. */
async function* batchesOf(
  reader: RevisionReader,
  name: CollectionName,
): AsyncGenerator<Uint8Array[]> {
  if (name !== 'takeaways') {
    const items = await reader.vocabulary(name);
    if (items.length > 0) yield items.map(({ count, ...item }) => encodeText(JSON.stringify(item)));
    return;
  }
  const { takeaways } = reader.revision.counts;
  for (let start = 0; start < takeaways; start += batchSize) {
    const size = Math.min(batchSize, takeaways - start);
    yield reader.recordBytes(Array.from({ length: size }, (_, index) => start + index));
  }
}
