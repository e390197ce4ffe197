/** Finds and sorts the takeaways that match a query, at a bounded cost. */

import type { RevisionReader } from '../revisions/reader.js';
import { withinBudget } from './index-budget.js';
import { matchWord, type TermMatch } from './match.js';
import { intersectionOf, type OrdinalSet, sizeOf, sliceOf } from './ordinal-set.js';
import { matchesOf, rank, type WordMatches } from './ranking.js';
import { type Facet, facets, facetTerm } from './shards.js';
import { stem } from './words.js';

export const sorts = ['-event', 'event', 'relevance'] as const;
export type Sort = (typeof sorts)[number];

export interface Query {
  /** Folded words; a takeaway must have all of them. */
  readonly words: readonly string[];
  /** Values by facet; a takeaway must have one value of every facet that is not empty. */
  readonly filters: Readonly<Record<Facet, readonly string[]>>;
  /** `relevance` requires words. */
  readonly sort: Sort;
}

/** Filters without values. */
export const noFilters: Query['filters'] = {
  event: [],
  year: [],
  topic: [],
  technology: [],
  source: [],
  claim: [],
  talk: [],
  person: [],
};

/** The matches of a query. */
export interface Matches {
  readonly total: number;
  /** @returns the ordinals of `limit` matches, starting at `offset`. */
  ordinals(offset: number, limit: number): number[];
}

/** A filter value that does not exist. */
export interface UnknownValue {
  readonly facet: Facet;
  readonly value: string;
}

/** Thrown if filters contain values that do not exist. */
export class UnknownValues extends Error {
  constructor(readonly values: readonly UnknownValue[]) {
    super(`Unknown filter values: ${values.map(({ value }) => value).join(', ')}`);
    this.name = 'UnknownValues';
  }
}

/**
 * @param reader the revision to search
 * @param query the query
 * @throws UnknownValues, QueryTooCostly
 */
export const findTakeaways = async (reader: RevisionReader, query: Query): Promise<Matches> => {
  const takeaways = reader.revision.counts.takeaways;
  const filtered = facets.filter((facet) => query.filters[facet].length > 0);
  if (query.words.length === 0 && filtered.length === 0) return allTakeaways(takeaways, query.sort);

  const index = withinBudget(reader);
  const values = filtered.flatMap((facet) =>
    query.filters[facet].map((value) => facetTerm(facet, value)),
  );
  await index.reserve([...values, ...query.words.map(stem)], query.words);
  const unknown: UnknownValue[] = [];
  const conditions: OrdinalSet[] = [];
  for (const facet of filtered) {
    const found: TermMatch[] = [];
    for (const value of query.filters[facet]) {
      const term = facetTerm(facet, value);
      const postings = (await index.shardOf(term)).postingsOf(term);
      if (postings) found.push({ postings, score: 1 });
      else unknown.push({ facet, value });
    }
    conditions.push(matchesOf(found, takeaways).set);
  }
  if (unknown.length > 0) throw new UnknownValues(unknown);

  const words: WordMatches[] = [];
  for (const word of query.words) words.push(matchesOf(await matchWord(index, word), takeaways));
  const set = intersectionOf([...conditions, ...words.map((word) => word.set)]);
  const total = sizeOf(set);
  return {
    total,
    ordinals: (offset, limit) =>
      query.sort === 'relevance'
        ? rank(set, words, offset + limit).slice(offset)
        : sliceOf(set, total, offset, limit, query.sort === 'event'),
  };
};

const allTakeaways = (total: number, sort: Sort): Matches => ({
  total,
  ordinals: (offset, limit) =>
    consecutive(sort === 'event' ? total - 1 - offset : offset, {
      count: Math.max(0, Math.min(limit, total - offset)),
      step: sort === 'event' ? -1 : 1,
    }),
});

/** In a loop: a call for each costs the component's engine three times as much. */
const consecutive = (first: number, { count, step }: { count: number; step: 1 | -1 }): number[] => {
  const numbers: number[] = [];
  for (let index = 0; index < count; index++) numbers.push(first + index * step);
  return numbers;
};
