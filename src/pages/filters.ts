/** What the explorer can be narrowed down to, and how a choice is called and addressed. */
import type { CountOf } from '../dataset/search/facet-counts.js';
import { type Facet, facets } from '../dataset/search/shards.js';
import type { Vocabularies } from './vocabulary-maps.js';

/** What the explorer is asked for, wherever its page starts. */
export interface Choice extends Readonly<Record<Facet, readonly string[]>> {
  readonly q?: string | undefined;
  readonly sort?: string | undefined;
  readonly limit?: number | undefined;
}

/** @returns the address of the explorer's first page with this choice. */
export const addressOf = ({ q, sort, limit, ...filters }: Choice): string => {
  const parameters = new URLSearchParams();
  if (q) parameters.append('q', q);
  for (const facet of facets) for (const value of filters[facet]) parameters.append(facet, value);
  if (sort) parameters.append('sort', sort);
  if (limit) parameters.append('limit', String(limit));
  return parameters.size > 0 ? `/?${parameters}` : '/';
};

/** @returns how a value of a facet is called. */
export const nameOf = (vocabularies: Vocabularies, facet: Facet, value: string): string => {
  const { events, topics, technologies, sources, claims } = vocabularies;
  const names: Readonly<Record<Facet, () => string | undefined>> = {
    event: () => eventName(events.get(value)),
    year: () => value,
    topic: () => topics.get(value)?.name,
    technology: () => technologies.get(value)?.name,
    source: () => sources.get(value)?.title,
    claim: () => claims.get(value)?.statement,
  };
  return names[facet]() ?? value;
};

/** @returns an event as people refer to it: `Paris 2024`. */
export const eventName = (event: { city: string; year: number } | undefined): string | undefined =>
  event && `${event.city} ${event.year}`;

/** The facets that one can choose from; the years are those of the events. */
export const shownFacets = ['topic', 'event', 'technology', 'claim', 'source'] as const;
type ShownFacet = (typeof shownFacets)[number];

/** One value to choose. */
export interface Option {
  readonly value: string;
  readonly name: string;
  readonly chosen: boolean;
  /** How many takeaways it would find; undefined where that is too costly to know. */
  readonly count: number | undefined;
}

/** Values of one facet that are offered at most; search finds the others. */
const maxOptions = 150;

/** @returns the values of a facet that find something or are chosen already. */
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

/** The records of a facet as one looks for them: the latest event and the commonest technology first. */
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
