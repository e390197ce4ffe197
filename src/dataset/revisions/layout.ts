/** Turns a dataset into a revision: sorts, serialises, counts and indexes it once, at publish time. */

import { joinBytes } from '../../encoding/bytes.js';
import { encodeText } from '../../encoding/utf8.js';
import { vocabularyNames } from '../records/fields.js';
import type { Dataset, Takeaway } from '../records/schema.js';
import type { FieldWeight, Postings } from '../search/postings.js';
import {
  encodeShards,
  encodeTerms,
  type Facet,
  facets,
  facetTerm,
  type IndexedTerm,
  isWord,
} from '../search/shards.js';
import { allWordsOf, isStopWord, stem } from '../search/words.js';
import { type Digest, idOf, type Manifest, manifestOf } from './content-manifest.js';
import {
  type Entry,
  idBucket,
  type RevisionContent,
  storedVocabularies,
  suffixes,
} from './revision.js';

/**
 * A dataset up to this size with an index of one shard is stored in two segments; otherwise every record has
 * its own. `data:check` keeps the real dataset below the limit: topics, related takeaways and the ids of speakers
 * take a sixth of it. Tests bound the bytes that a page reads (tests/scale/cost.test.ts).
 */
export const maxPackedBytes = 128 * 1024;
const idsPerBucket = 200;
const maxSpellingBytes = 16_000;

/** The content of a revision with its manifest. */
export interface LaidOut extends RevisionContent {
  readonly manifest: Manifest;
  entries(): readonly Entry[];
}

/**
 * @param dataset a valid dataset
 * @param digest computes SHA-256, if there is a faster way than Web Crypto
 * @returns the content of its revision; equal datasets give equal content and the same id
 */
export const layOut = async (dataset: Dataset, digest?: Digest): Promise<LaidOut> => {
  const takeaways = inDefaultOrder(dataset);
  const records = takeaways.map(serialise);
  const terms = encodeTerms(indexOf(dataset, takeaways), takeaways.length);
  return arrange({ dataset, takeaways, records, terms }, digest);
};

/** What a revision is made from. */
export interface Parts {
  readonly dataset: Dataset;
  /** In the default order. */
  readonly takeaways: readonly Takeaway[];
  /** The takeaways, serialised. */
  readonly records: readonly Uint8Array[];
  /** The inverted index, in code-unit order. */
  readonly terms: readonly IndexedTerm[];
}

/** @returns the content of the revision that is made from these parts. */
export const arrange = async (
  { dataset, takeaways, records, terms }: Parts,
  digest?: Digest,
): Promise<LaidOut> => {
  const { shards, firstTerms } = encodeShards(terms);
  const segments = cutSegments(records, shards.length === 1);
  const buckets = idBuckets(takeaways);
  const uses = countUses(takeaways);
  const counts = {
    takeaways: takeaways.length,
    events: dataset.events.length,
    topics: dataset.topics.length,
    technologies: dataset.technologies.length,
    sources: dataset.sources.length,
    claims: dataset.claims.length,
    talks: dataset.talks.length,
    people: dataset.people.length,
  };

  const entries: Entry[] = [
    ...segments.values.map((value, n): Entry => [suffixes.segment(n), value]),
    ...shards.map((shard, n): Entry => [suffixes.shard(n), shard]),
    ...buckets.map((ids, n): Entry => [suffixes.ids(n), encodeText(JSON.stringify(ids))]),
    ...storedVocabularies(counts).map((name): Entry => {
      const items = dataset[name].map((item) => ({ ...item, count: uses(name, item.id) }));
      return [name, encodeText(JSON.stringify(items))];
    }),
  ];
  if (shards.length > 1) {
    entries.push([suffixes.directory, encodeText(firstTerms.join('\n'))]);
    entries.push([suffixes.spelling, encodeText(frequentWords(terms).join('\n'))]);
  }

  const shape = {
    counts,
    layout: {
      recordsPerSegment: segments.recordsPerSegment,
      segments: segments.values.length,
      shards: shards.length,
      idBuckets: buckets.length,
    },
  };
  const manifest = await manifestOf(shape, entries, digest);
  return {
    ...{ id: await idOf(manifest.root), ...shape, manifest },
    recordBytes: segments.recordBytes,
    entries: () => entries,
  };
};

/** @returns a takeaway as it is stored. */
export const serialise = (takeaway: Takeaway): Uint8Array => encodeText(JSON.stringify(takeaway));

/** Sorts by event, newest first, and keeps the dataset's order within an event. */
export const inDefaultOrder = ({ takeaways, events }: Dataset): Takeaway[] => {
  const start = new Map(events.map((event) => [event.id, event.start]));
  const startOf = ({ event }: Takeaway) => start.get(event) ?? '';
  return [...takeaways].sort((one, other) =>
    startOf(one) === startOf(other) ? 0 : startOf(one) > startOf(other) ? -1 : 1,
  );
};

/** Reading from large segments costs many bytes, so only a dataset with one small shard may have them. */
const cutSegments = (records: readonly Uint8Array[], small: boolean) => {
  const recordBytes = records.reduce((sum, record) => sum + record.length, 0);
  const isPacked = small && recordBytes + records.length <= maxPackedBytes;
  if (!isPacked) return { recordsPerSegment: 1, recordBytes, values: records };
  const recordsPerSegment = Math.max(1, Math.ceil(records.length / 2));
  const values: Uint8Array[] = [];
  for (let start = 0; start < records.length; start += recordsPerSegment) {
    values.push(joinBytes(records.slice(start, start + recordsPerSegment), { separator: lineEnd }));
  }
  return { recordsPerSegment, recordBytes, values };
};

const lineEnd = encodeText('\n');

const idBuckets = (takeaways: readonly Takeaway[]): Record<string, number>[] => {
  const size = Math.max(1, Math.ceil(takeaways.length / idsPerBucket));
  const buckets = Array.from({ length: size }, (): Record<string, number> => ({}));
  takeaways.forEach(({ id }, ordinal) => {
    const bucket = buckets[idBucket(id, size)];
    if (bucket) bucket[id] = ordinal;
  });
  return buckets;
};

/** The slugs of each vocabulary that a takeaway refers to. */
const usesOf = (takeaway: Takeaway) => ({
  events: [takeaway.event],
  topics: topicsOf(takeaway),
  technologies: takeaway.technologies,
  sources: [takeaway.source.id],
  claims: takeaway.claims,
  talks: takeaway.talk?.id === undefined ? [] : [takeaway.talk.id],
  people: peopleOf(takeaway),
});

/** The first topic may stand alone. */
const topicsOf = ({ topic, topics }: Takeaway): string[] =>
  topics ? [...new Set([topic, ...topics])] : [topic];

const peopleOf = ({ talk, people }: Takeaway): string[] => {
  if (!talk) return people ?? [];
  const speakers = talk.speakers.flatMap(({ id }) => id ?? []);
  return [...new Set(people ? [...speakers, ...people] : speakers)];
};

const countUses = (takeaways: readonly Takeaway[]) => {
  const counts = new Map<string, Map<string, number>>();
  for (const takeaway of takeaways) {
    const uses = usesOf(takeaway);
    for (const name of vocabularyNames) {
      const slugs = uses[name];
      if (slugs.length === 0) continue;
      const ofName = counts.get(name) ?? new Map<string, number>();
      counts.set(name, ofName);
      for (const slug of slugs.length > 1 ? new Set(slugs) : slugs) {
        ofName.set(slug, (ofName.get(slug) ?? 0) + 1);
      }
    }
  }
  return (name: string, slug: string) => counts.get(name)?.get(slug) ?? 0;
};

/** The texts that `q` searches, by descending weight: a word in several texts counts with the highest. */
const searchedTexts = (dataset: Dataset) => {
  const technologies = new Map(
    dataset.technologies.map(({ id, name, aliases, search_terms = [] }) => [
      id,
      [id, name, ...aliases, ...search_terms].join(' '),
    ]),
  );
  const people = new Map(dataset.people.map(({ id, name }) => [id, name]));
  return ({
    title,
    summary,
    technologies: slugs,
    talk,
    people: others = [],
  }: Takeaway): [FieldWeight, string][] => [
    [3, title],
    [2, slugs.map((slug) => technologies.get(slug) ?? slug).join(' ')],
    [2, talk?.title ?? ''],
    [
      2,
      talk?.speakers.map(({ name, organisation = '' }) => `${name} ${organisation}`).join(' ') ??
        '',
    ],
    [2, others.map((id) => people.get(id) ?? id).join(' ')],
    [1, summary],
  ];
};

/** @returns the postings of every term. */
export const indexOf = (
  dataset: Dataset,
  takeaways: readonly Takeaway[],
): Map<string, Postings> => {
  const index = new Map<string, Postings>();
  const postingsOf = (term: string): Postings => {
    const known = index.get(term);
    if (known) return known;
    const postings: Postings = { ordinals: [], weights: [] };
    index.set(term, postings);
    return postings;
  };
  const add = ({ ordinals, weights }: Postings, ordinal: number, weight: FieldWeight) => {
    if (ordinals[ordinals.length - 1] === ordinal) return;
    ordinals.push(ordinal);
    weights.push(weight);
  };

  // Include unused values: filtering by them is valid and finds nothing.
  for (const [facet, value] of facetValues(dataset)) postingsOf(facetTerm(facet, value));

  // Words recur in every takeaway: what they lead to is looked up once.
  const postingsOfWord = memoize((word) => (isStopWord(word) ? undefined : postingsOf(stem(word))));
  const postingsOfValue = Object.fromEntries(
    facets.map((facet) => [facet, memoize((value) => postingsOf(facetTerm(facet, value)))]),
  ) as Record<Facet, (value: string) => Postings>;
  const yearOf = new Map(dataset.events.map(({ id, year }) => [id, String(year)]));
  const formerIds = new Map(dataset.topics.map(({ id, former_ids = [] }) => [id, former_ids]));
  const texts = searchedTexts(dataset);
  takeaways.forEach((takeaway, ordinal) => {
    for (const [facet, value] of valuesOf(takeaway, yearOf.get(takeaway.event) ?? '', formerIds)) {
      add(postingsOfValue[facet](value), ordinal, 1);
    }
    for (const [weight, text] of texts(takeaway)) {
      for (const word of allWordsOf(text)) {
        const postings = postingsOfWord(word);
        if (postings) add(postings, ordinal, weight);
      }
    }
  });
  return index;
};

/** @returns the same function, which computes each value once. */
const memoize = <Value>(compute: (text: string) => Value) => {
  const known = new Map<string, Value>();
  return (text: string): Value => {
    const earlier = known.get(text);
    if (earlier !== undefined || known.has(text)) return earlier as Value;
    const value = compute(text);
    known.set(text, value);
    return value;
  };
};

const facetValues = (dataset: Dataset): [Facet, string][] => [
  ...dataset.events.flatMap(({ id, year }): [Facet, string][] => [
    ['event', id],
    ['year', String(year)],
  ]),
  ...dataset.topics.flatMap(({ id, former_ids = [] }) =>
    [id, ...former_ids].map((slug): [Facet, string] => ['topic', slug]),
  ),
  ...dataset.technologies.map(({ id }): [Facet, string] => ['technology', id]),
  ...dataset.sources.map(({ id }): [Facet, string] => ['source', id]),
  ...dataset.claims.map(({ id }): [Facet, string] => ['claim', id]),
  ...dataset.talks.map(({ id }): [Facet, string] => ['talk', id]),
  ...dataset.people.map(({ id }): [Facet, string] => ['person', id]),
];

const valuesOf = (
  takeaway: Takeaway,
  year: string,
  formerIds: ReadonlyMap<string, readonly string[]>,
): [Facet, string][] => [
  ['event', takeaway.event],
  ['year', year],
  ...topicsOf(takeaway)
    .flatMap((slug) => [slug, ...(formerIds.get(slug) ?? [])])
    .map((slug): [Facet, string] => ['topic', slug]),
  ...takeaway.technologies.map((slug): [Facet, string] => ['technology', slug]),
  ['source', takeaway.source.id],
  ...takeaway.claims.map((slug): [Facet, string] => ['claim', slug]),
  ...usesOf(takeaway).talks.map((slug): [Facet, string] => ['talk', slug]),
  ...peopleOf(takeaway).map((slug): [Facet, string] => ['person', slug]),
];

/** The most frequent words, up to `maxSpellingBytes`; of equally frequent ones, the first in code-unit order. */
const frequentWords = (terms: readonly IndexedTerm[]): string[] => {
  const words = terms
    .filter(({ term }) => isWord(term))
    .sort((one, other) => other.occurrences - one.occurrences)
    .map(({ term }) => term);
  let bytes = 0;
  const end = words.findIndex((word) => {
    bytes += encodeText(word).length + 1;
    return bytes > maxSpellingBytes;
  });
  return end < 0 ? words : words.slice(0, end);
};
