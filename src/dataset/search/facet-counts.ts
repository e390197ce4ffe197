/** Facet counts: how many results each value of a facet would give. */

import type { RevisionReader } from '../revisions/reader.js';
import { visitPostings } from './postings.js';
import { findTakeaways, type Query } from './query.js';
import { type Facet, facetTerm } from './shards.js';

/** @returns the number of takeaways with `value` that match the query's other facets. */
export type CountOf = (facet: Facet, value: string) => number;

/**
 * Counts only if the index is a single shard: with several, counting would cost more than the search.
 *
 * @param reader the revision to search
 * @param query a valid query
 * @param facets the facets to count
 * @returns undefined if the index has several shards
 */
export const countFacets = async (
  reader: RevisionReader,
  query: Query,
  facets: readonly Facet[],
): Promise<CountOf | undefined> => {
  const { layout, counts } = reader.revision;
  if (layout.shards > 1) return undefined;
  const shard = await reader.shard(0);

  /** For each takeaway 1 if it matches, otherwise 0. */
  const matching = async (asked: Query): Promise<Uint8Array> => {
    const matches = await findTakeaways(reader, { ...asked, sort: '-event' });
    const marks = new Uint8Array(counts.takeaways);
    matches.ordinals(0, matches.total).forEach((ordinal) => {
      marks[ordinal] = 1;
    });
    return marks;
  };
  const all = await matching(query);
  const among = new Map<Facet, Uint8Array>();
  for (const facet of facets) {
    const chosen = query.filters[facet].length > 0;
    const others = { ...query, filters: { ...query.filters, [facet]: [] } };
    among.set(facet, chosen ? await matching(others) : all);
  }

  return (facet, value) => {
    const marks = among.get(facet);
    const postings = shard.postingsOf(facetTerm(facet, value));
    let count = 0;
    if (marks && postings) {
      visitPostings(postings, counts.takeaways, (ordinal) => {
        count += marks[ordinal] ?? 0;
      });
    }
    return count;
  };
};
