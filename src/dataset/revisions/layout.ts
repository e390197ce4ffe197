/** Turns a dataset into a revision: sorts, serialises, counts and indexes it once, at publish time. */

import { encodeText } from '../../encoding/utf8.js';
import type { Dataset, Takeaway } from '../records/schema.js';
import type { FieldWeight, Postings } from '../search/postings.js';
import { encodeShards, type Facet, facetTerm, isWord } from '../search/shards.js';
import { stem, wordsOf } from '../search/words.js';
import { idOf, type Manifest, manifestOf } from './content-manifest.js';
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
 * @returns the content of its revision; equal datasets give equal content and the same id
 */
export const layOut = async (dataset: Dataset): Promise<LaidOut> => {
  const takeaways = inDefaultOrder(dataset);
  const records = takeaways.map((takeaway) => JSON.stringify(takeaway));

  const index = indexOf(dataset, takeaways);
  const { shards, firstTerms } = encodeShards(index, takeaways.length);
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
    ...segments.texts.map((text, n): Entry => [suffixes.segment(n), encodeText(text)]),
    ...shards.map((shard, n): Entry => [suffixes.shard(n), shard]),
    ...buckets.map((ids, n): Entry => [suffixes.ids(n), encodeText(JSON.stringify(ids))]),
    ...storedVocabularies(counts).map((name): Entry => {
      const items = dataset[name].map((item) => ({ ...item, count: uses(name, item.id) }));
      return [name, encodeText(JSON.stringify(items))];
    }),
  ];
  if (shards.length > 1) {
    entries.push([suffixes.directory, encodeText(firstTerms.join('\n'))]);
    entries.push([suffixes.spelling, encodeText(frequentWords(index).join('\n'))]);
  }

  const shape = {
    counts,
    layout: {
      recordsPerSegment: segments.recordsPerSegment,
      segments: segments.texts.length,
      shards: shards.length,
      idBuckets: buckets.length,
    },
  };
  const manifest = await manifestOf(shape, entries);
  return {
    ...{ id: await idOf(manifest.root), ...shape, manifest },
    recordBytes: segments.recordBytes,
    entries: () => entries,
  };
};

/** Sorts by event, newest first, and keeps the dataset's order within an event. */
const inDefaultOrder = ({ takeaways, events }: Dataset): Takeaway[] => {
  const start = new Map(events.map((event) => [event.id, event.start]));
  const startOf = ({ event }: Takeaway) => start.get(event) ?? '';
  return [...takeaways].sort((one, other) =>
    startOf(one) === startOf(other) ? 0 : startOf(one) > startOf(other) ? -1 : 1,
  );
};

/** Reading from large segments costs many bytes, so only a dataset with one small shard may have them. */
const cutSegments = (records: readonly string[], small: boolean) => {
  const recordBytes = records.reduce((sum, record) => sum + encodeText(record).length, 0);
  const bytes = recordBytes + records.length;
  const recordsPerSegment =
    small && bytes <= maxPackedBytes ? Math.max(1, Math.ceil(records.length / 2)) : 1;
  const texts: string[] = [];
  for (let start = 0; start < records.length; start += recordsPerSegment) {
    texts.push(records.slice(start, start + recordsPerSegment).join('\n'));
  }
  return { recordsPerSegment, recordBytes, texts };
};

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
const topicsOf = ({ topic, topics = [] }: Takeaway): string[] => [...new Set([topic, ...topics])];

const peopleOf = ({ talk, people = [] }: Takeaway): string[] => [
  ...new Set([...(talk?.speakers ?? []).flatMap(({ id }) => id ?? []), ...people]),
];

const countUses = (takeaways: readonly Takeaway[]) => {
  const counts = new Map<string, number>();
  for (const takeaway of takeaways) {
    for (const [name, slugs] of Object.entries(usesOf(takeaway))) {
      for (const slug of new Set(slugs)) {
        counts.set(`${name}/${slug}`, (counts.get(`${name}/${slug}`) ?? 0) + 1);
      }
    }
  }
  return (name: string, slug: string) => counts.get(`${name}/${slug}`) ?? 0;
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

const indexOf = (dataset: Dataset, takeaways: readonly Takeaway[]): Map<string, Postings> => {
  const index = new Map<string, Postings>();
  const postingsOf = (term: string): Postings => {
    const known = index.get(term);
    if (known) return known;
    const postings: Postings = { ordinals: [], weights: [] };
    index.set(term, postings);
    return postings;
  };
  const add = (term: string, ordinal: number, weight: FieldWeight) => {
    const { ordinals, weights } = postingsOf(term);
    if (ordinals.at(-1) === ordinal) return;
    ordinals.push(ordinal);
    weights.push(weight);
  };

  // Include unused values: filtering by them is valid and finds nothing.
  for (const [facet, value] of facetValues(dataset)) postingsOf(facetTerm(facet, value));

  const stemOf = memoize(stem);
  const yearOf = new Map(dataset.events.map(({ id, year }) => [id, String(year)]));
  const formerIds = new Map(dataset.topics.map(({ id, former_ids = [] }) => [id, former_ids]));
  const texts = searchedTexts(dataset);
  takeaways.forEach((takeaway, ordinal) => {
    for (const [facet, value] of valuesOf(takeaway, yearOf.get(takeaway.event) ?? '', formerIds)) {
      add(facetTerm(facet, value), ordinal, 1);
    }
    for (const [weight, text] of texts(takeaway)) {
      for (const word of wordsOf(text)) add(stemOf(word), ordinal, weight);
    }
  });
  return index;
};

/** Words recur in every takeaway, and stemming is the most expensive part of a layout. */
const memoize = (compute: (word: string) => string) => {
  const known = new Map<string, string>();
  return (word: string): string => {
    const earlier = known.get(word);
    if (earlier !== undefined) return earlier;
    const value = compute(word);
    known.set(word, value);
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

/** The most frequent words, up to `maxSpellingBytes`. */
const frequentWords = (index: ReadonlyMap<string, Postings>): string[] => {
  const words = [...index]
    .filter(([term]) => isWord(term))
    .sort(([, one], [, other]) => other.ordinals.length - one.ordinals.length)
    .map(([term]) => term);
  let bytes = 0;
  const end = words.findIndex((word) => {
    bytes += encodeText(word).length + 1;
    return bytes > maxSpellingBytes;
  });
  return end < 0 ? words : words.slice(0, end);
};
