/** The explorer's filters: their options, names and addresses. */
import type { VocabularyName } from '../dataset/records/fields.js';
import type { CountOf } from '../dataset/search/facet-counts.js';
import { type Facet, facets } from '../dataset/search/shards.js';
import type { Vocabularies } from './vocabulary-maps.js';

/** The chosen search, filters and order, without the position in the list. */
export interface Choice extends Readonly<Record<Facet, readonly string[]>> {
  readonly q?: string | undefined;
  readonly sort?: string | undefined;
  readonly limit?: number | undefined;
}

/** @returns the address of the explorer's first page for a choice. */
export const addressOf = ({ q, sort, limit, ...filters }: Choice): string => {
  const parameters = new URLSearchParams();
  if (q) parameters.append('q', q);
  for (const facet of facets) for (const value of filters[facet]) parameters.append(facet, value);
  if (sort) parameters.append('sort', sort);
  if (limit) parameters.append('limit', String(limit));
  return parameters.size > 0 ? `/?${parameters}` : '/';
};

/** @returns the display name of a facet value. */
export const nameOf = (vocabularies: Vocabularies, facet: Facet, value: string): string => {
  const { events, topics, technologies, sources, claims, talks, people } = vocabularies;
  const names: Readonly<Record<Facet, () => string | undefined>> = {
    event: () => eventName(events.get(value)),
    year: () => value,
    topic: () => topics.get(value)?.name,
    technology: () => technologies.get(value)?.name,
    source: () => sources.get(value)?.title,
    claim: () => claims.get(value)?.statement,
    talk: () => talks.get(value)?.title,
    person: () => people.get(value)?.name,
  };
  return names[facet]() ?? value;
};

/** @returns the short name of an event: `Paris 2024`. */
export const eventName = (event: { city: string; year: number } | undefined): string | undefined =>
  event && `${event.city} ${event.year}`;

/** The facets with visible filters; the events already cover the years. */
export const shownFacets = ['topic', 'event', 'technology', 'claim', 'source'] as const;
type ShownFacet = (typeof shownFacets)[number];

/** The vocabulary of each facet that has a record for each value. */
export const vocabularyOf = {
  event: 'events',
  topic: 'topics',
  technology: 'technologies',
  source: 'sources',
  claim: 'claims',
  talk: 'talks',
  person: 'people',
} as const satisfies Partial<Record<Facet, VocabularyName>>;

/** @returns the choice with the present ids of topics that have been merged. */
export const withPresentTopics = <Chosen extends Choice>(
  choice: Chosen,
  { topics }: Vocabularies,
): Chosen => {
  const present = (id: string): string =>
    [...topics.values()].find(({ former_ids }) => former_ids?.includes(id))?.id ?? id;
  return { ...choice, topic: [...new Set(choice.topic.map(present))] };
};

/** One value of a facet. */
export interface Option {
  readonly value: string;
  readonly name: string;
  readonly chosen: boolean;
  /** The number of results with this value; undefined if counting would be too costly. */
  readonly count: number | undefined;
}

/** How many values of a facet to offer; search finds the others. */
const maxOptions = 150;

/** @returns the values of a facet that have results or are chosen. */
export const optionsOf = (
  facet: ShownFacet,
  vocabularies: Vocabularies,
  choice: Choice,
  countOf: CountOf | undefined,
): Option[] => {
  const options = recordsOf(vocabularies, facet).map(
    ({ id }): Option => ({
      value: id,
      name: nameOf(vocabularies, facet, id),
      chosen: choice[facet].includes(id),
      count: countOf?.(facet, id),
    }),
  );
  if (facet === 'technology') options.sort((one, other) => (other.count ?? 0) - (one.count ?? 0));
  return options.filter(({ chosen, count }) => chosen || count !== 0).slice(0, maxOptions);
};

/** The records of a facet in display order: the latest event and the most frequent technology first. */
const recordsOf = (
  { topics, events, technologies, claims, sources }: Vocabularies,
  facet: ShownFacet,
): readonly { readonly id: string }[] => {
  const records: Readonly<Record<ShownFacet, () => readonly { readonly id: string }[]>> = {
    topic: () => [...topics.values()],
    event: () => [...events.values()].reverse(),
    technology: () => [...technologies.values()].sort((one, other) => other.count - one.count),
    claim: () => [...claims.values()],
    source: () => [...sources.values()],
  };
  return records[facet]();
};
