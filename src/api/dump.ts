/** `GET /v1/dump`: the whole dataset as JSON or NDJSON. The JSON is what publishing accepts. */

import {
  type CollectionName,
  collectionNames,
  vocabularyNames,
} from '../dataset/records/fields.js';
import { ensureCurrent } from '../dataset/revisions/current.js';
import { createReader, type RevisionReader } from '../dataset/revisions/reader.js';
import { joinBytes } from '../encoding/bytes.js';
import { encodeText } from '../encoding/utf8.js';
import { json, ndjson } from '../http/negotiation.js';
import { respond } from '../http/respond.js';
import { streamOf } from '../http/stream.js';
import { operation } from './service.js';

/**
 * `GET /v1/dump`. Streams the dataset in batches, so that memory stays bounded, and states its length, so that
 * a client notices when it is cut short. Revisions of earlier components do not know theirs.
 */
export const dump = operation({
  summary: 'Get the whole dataset',
  parameters: {},
  offers: [json, ndjson],
  answers: 'Dataset',
  handle: async (exchange) => {
    const { mediaType, service } = exchange;
    const revision = await ensureCurrent(service);
    return respond(exchange, { revision, address: exchange.url.pathname }, async () => {
      const source = await readSource(createReader(service.store, revision));
      const { parts, length } = mediaType === json ? jsonDump(source) : ndjsonDump(source);
      return {
        body: streamOf(parts),
        ...(length !== undefined && { headers: { 'content-length': String(length) } }),
      };
    });
  },
});

/** What to dump: all vocabularies, which are small, and the takeaways bit by bit. */
interface Source {
  readonly reader: RevisionReader;
  /** Serialised records as they were published: without counts. */
  readonly vocabularies: ReadonlyMap<CollectionName, readonly Uint8Array[]>;
}

const readSource = async (reader: RevisionReader): Promise<Source> => {
  const vocabularies = new Map<CollectionName, readonly Uint8Array[]>();
  for (const name of vocabularyNames) {
    const items = await reader.vocabulary(name);
    vocabularies.set(
      name,
      items.map(({ count, ...item }) => encodeText(JSON.stringify(item))),
    );
  }
  return { reader, vocabularies };
};

interface Dump {
  readonly parts: AsyncGenerator<string | Uint8Array>;
  /** Undefined if the revision does not know the length of its takeaways. */
  readonly length: number | undefined;
}

/** One JSON object with a member per collection and a line per record. */
const jsonDump = (source: Source): Dump => {
  const opening = (name: CollectionName) =>
    `${name === collectionNames[0] ? '{' : '],\n'}"${name}":[`;
  async function* parts() {
    for (const name of collectionNames) {
      yield opening(name);
      let separator = lineEnd;
      for await (const records of batchesOf(source, name)) {
        yield separator;
        yield joinBytes(records, { separator: betweenRecords });
        separator = betweenRecords;
      }
    }
    yield ending;
  }
  const length = lengthOf(source, (name, records, bytes) => {
    const separators = records > 0 ? lineEnd.length + (records - 1) * betweenRecords.length : 0;
    return opening(name).length + separators + bytes;
  });
  return { parts: parts(), length: length && length + ending.length };
};

/** One line per record, with its collection in the member `collection`. */
const ndjsonDump = (source: Source): Dump => {
  const opening = (name: CollectionName) => encodeText(`{"collection":"${name}",`);
  async function* parts() {
    for (const name of collectionNames) {
      const start = opening(name);
      const around = { opening: start, separator: joinBytes([lineEnd, start]), closing: lineEnd };
      for await (const records of batchesOf(source, name)) {
        yield joinBytes(
          records.map((record) => record.subarray(1)),
          around,
        );
      }
    }
  }
  const length = lengthOf(
    source,
    (name, records, bytes) => bytes + records * (opening(name).length - 1 + lineEnd.length),
  );
  return { parts: parts(), length };
};

/** @returns the sum over all collections, from the number of records and the bytes of each. */
const lengthOf = (
  { reader: { revision }, vocabularies }: Source,
  lengthIn: (name: CollectionName, records: number, bytes: number) => number,
): number | undefined => {
  const { recordBytes, counts } = revision;
  if (recordBytes === undefined) return undefined;
  let length = lengthIn('takeaways', counts.takeaways, recordBytes);
  for (const [name, records] of vocabularies) {
    const bytes = records.reduce((sum, record) => sum + record.length, 0);
    length += lengthIn(name, records.length, bytes);
  }
  return length;
};

const ending = ']}\n';
const lineEnd = encodeText('\n');
const betweenRecords = encodeText(',\n');

/** How many takeaways are in memory at a time. */
const batchSize = 400;

async function* batchesOf(
  { reader, vocabularies }: Source,
  name: CollectionName,
): AsyncGenerator<readonly Uint8Array[]> {
  if (name !== 'takeaways') {
    const records = vocabularies.get(name) ?? [];
    if (records.length > 0) yield records;
    return;
  }
  const { takeaways } = reader.revision.counts;
  for (let start = 0; start < takeaways; start += batchSize) {
    const size = Math.min(batchSize, takeaways - start);
    yield reader.recordBytes(Array.from({ length: size }, (_, index) => start + index));
  }
}
