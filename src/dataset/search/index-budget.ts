/** The index, as one query may read it: within a budget that bounds its cost. */
import type { RevisionReader } from '../revisions/reader.js';
import type { Shard } from './shards.js';

/** Thrown where a query would need more than `maximumIndexReads`. */
export class QueryTooCostly extends Error {
  override name = 'QueryTooCostly';
}

/** Shards and the spelling list that one query may read, beside the shards' directory. */
export const maxIndexReads = 6;

/** How the index is reached by a query: no more than `maximumIndexReads` times. */
export interface Index {
  /**
   * Sets aside what every condition needs, so that none uses up what another cannot do without.
   *
   * @param required terms that must be looked up
   * @param desired terms that are looked up as far as the budget allows
   * @throws QueryTooCostly
   */
  reserve(required: readonly string[], desired: readonly string[]): Promise<void>;
  /** @throws QueryTooCostly */
  shardOf(term: string): Promise<Shard>;
  /** The shard of `term`, or undefined where the budget is used up. */
  affordableShardOf(term: string): Promise<Shard | undefined>;
  /**
   * The first shards with words from `prefix` on: at least `least` of them, two as the budget allows.
   *
   * @throws QueryTooCostly
   */
  shardsFrom(prefix: string, least: 0 | 1): Promise<Shard[]>;
  /** Frequent words, none where the budget is used up. */
  spelling(): Promise<readonly string[]>;
}

/** @returns the index of a revision, within the budget of one query. */
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
