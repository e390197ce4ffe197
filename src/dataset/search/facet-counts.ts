/** How many takeaways each value of a facet would find, beside what the query asks of other facets. */

import type { RevisionReader } from '../revisions/reader.js';
import { visitPostings } from './postings.js';
import { findTakeaways, type Query } from './query.js';
import { type Facet, facetTerm } from './shards.js';

/** @returns how many takeaways have `value`, of those that match whatever value they have. */
export type CountOf = (facet: Facet, value: string) => number;

/**
 * Counts where the whole index is one read. Where it is many, counting would cost more than finding.
 *
 * @param reader the revision that was searched
 * @param query a query that was found valid
 * @param facets the facets whose values are to be counted
 * @returns undefined where the index is cut into several shards
 */
export const countFacets = async (
  reader: RevisionReader,
  query: Query,
  facets: readonly Facet[],
): Promise<CountOf | undefined> => {
  const { layout, counts } = reader.revision;
  if (layout.shards > 1) return undefined;
  const shard = await reader.shard(0);

  /** For each takeaway 1 where it matches, else 0. */
  const matching = async (asked: Query): Promise<Uint8Array> => {
    const matches = await findTakeaways(reader, asked);
    const marks = new Uint8Array(counts.takeaways);
    for (const ordinal of matches.ordinals(0, matches.total)) marks[ordinal] = 1;
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
