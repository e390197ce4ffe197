/** Finds and sorts the takeaways that match a query, at a bounded cost. */

import type { RevisionReader } from '../revisions/reader.js';
import { withinBudget } from './index-budget.js';
import { matchWord, type TermMatch } from './match.js';
import { type FieldWeight, visitPostings } from './postings.js';
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
  // How many conditions each takeaway has passed in a row; it matches if it passes all.
  const passed = new Uint8Array(takeaways);
  let conditions = 0;

  const unknown: UnknownValue[] = [];
  for (const facet of filtered) {
    for (const value of query.filters[facet]) {
      const term = facetTerm(facet, value);
      const postings = (await index.shardOf(term)).postingsOf(term);
      if (!postings) unknown.push({ facet, value });
      else
        visitPostings(postings, takeaways, (ordinal) => {
          if (passed[ordinal] === conditions) passed[ordinal] = conditions + 1;
        });
    }
    conditions++;
  }
  if (unknown.length > 0) throw new UnknownValues(unknown);

  const scores = new Float64Array(query.words.length > 0 ? takeaways : 0);
  for (const word of query.words) {
    const wordScores = scoreWord(await matchWord(index, word), takeaways);
    let found = 0;
    for (const score of wordScores) if (score > 0) found++;
    const rarity = Math.log(1 + takeaways / Math.max(1, found));
    for (let ordinal = 0; ordinal < takeaways; ordinal++) {
      const score = wordScores[ordinal] ?? 0;
      if (score === 0 || passed[ordinal] !== conditions) continue;
      passed[ordinal] = conditions + 1;
      scores[ordinal] = (scores[ordinal] ?? 0) + score * rarity;
    }
    conditions++;
  }

  const ordinals: number[] = [];
  passed.forEach((count, ordinal) => {
    if (count === conditions) ordinals.push(ordinal);
  });
  return inOrder(ordinals, query.sort, scores);
};

/** The boost of each field: a word in the title counts more than one in the talk or the summary. */
const boosts: Readonly<Record<FieldWeight, number>> = { 1: 1, 2: 2, 3: 4 };

/** @returns the score of each takeaway by its best matching term, or 0. */
const scoreWord = (matches: readonly TermMatch[], takeaways: number): Float32Array => {
  const scores = new Float32Array(takeaways);
  for (const { postings, score } of matches) {
    visitPostings(postings, takeaways, (ordinal, weight) => {
      scores[ordinal] = Math.max(scores[ordinal] ?? 0, boosts[weight] * score);
    });
  }
  return scores;
};

const allTakeaways = (total: number, sort: Sort): Matches => ({
  total,
  ordinals: (offset, limit) =>
    Array.from({ length: Math.max(0, Math.min(limit, total - offset)) }, (_, index) =>
      sort === 'event' ? total - 1 - offset - index : offset + index,
    ),
});

const inOrder = (ordinals: number[], sort: Sort, scores: Float64Array): Matches => {
  const sorted =
    sort === 'relevance'
      ? ordinals.sort((one, other) => (scores[other] ?? 0) - (scores[one] ?? 0) || one - other)
      : sort === 'event'
        ? ordinals.reverse()
        : ordinals;
  return {
    total: sorted.length,
    ordinals: (offset, limit) => sorted.slice(offset, offset + limit),
  };
};
