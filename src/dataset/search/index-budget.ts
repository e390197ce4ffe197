/** Limits how often one query may read the index. */
import type { RevisionReader } from '../revisions/reader.js';
import type { Shard } from './shards.js';

/** Thrown if a query needs more than `maxIndexReads`. */
export class QueryTooCostly extends Error {
  override name = 'QueryTooCostly';
}

/** How many shards one query may read. The spelling list counts as one, the directory is free. */
export const maxIndexReads = 6;

/** The index, with at most `maxIndexReads` reads. */
export interface Index {
  /**
   * Reserves the reads that each condition requires, so that no condition uses up those of another.
   *
   * @param required terms that the query must look up
   * @param desired terms to look up as far as the budget allows
   * @throws QueryTooCostly
   */
  reserve(required: readonly string[], desired: readonly string[]): Promise<void>;
  /** @throws QueryTooCostly */
  shardOf(term: string): Promise<Shard>;
  /** The shard of `term`, or undefined if the budget is used up. */
  affordableShardOf(term: string): Promise<Shard | undefined>;
  /**
   * The first shards with words from `prefix` on: two if the budget allows, at least `least`.
   *
   * @throws QueryTooCostly
   */
  shardsFrom(prefix: string, least: 0 | 1): Promise<Shard[]>;
  /** Frequent words, or none if the budget is used up. */
  spelling(): Promise<readonly string[]>;
}

/** @returns the index of a revision, with the budget of one query. */
export const withinBudget = (reader: RevisionReader): Index => {
  const read = new Set<number | 'spelling'>();
  const spend = (part: number | 'spelling'): boolean => {
    if (!read.has(part) && read.size >= maxIndexReads) return false;
    read.add(part);
    return true;
  };
  const affordableShard = async (number: number) =>
    spend(number) ? reader.shard(number) : undefined;
  const shard = async (number: number) => {
    const affordable = await affordableShard(number);
    if (!affordable) throw new QueryTooCostly();
    return affordable;
  };
  return {
    reserve: async (required, desired) => {
      for (const term of required) {
        if (!spend(await reader.shardNumberOf(term))) throw new QueryTooCostly();
      }
      for (const term of desired) spend(await reader.shardNumberOf(term));
    },
    shardOf: async (term) => shard(await reader.shardNumberOf(term)),
    affordableShardOf: async (term) => affordableShard(await reader.shardNumberOf(term)),
    shardsFrom: async (prefix, least) => {
      const [first = 0, second] = await reader.shardNumbersFrom(prefix);
      const nearest = await (least > 0 ? shard(first) : affordableShard(first));
      const next = second === undefined ? undefined : await affordableShard(second);
      return [nearest, next].filter((found) => found !== undefined);
    },
    spelling: async () => (spend('spelling') ? reader.spelling() : []),
  };
};
