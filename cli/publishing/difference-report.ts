import type { Ids } from '../../src/dataset/records/difference.js';
import { collectionNames } from '../../src/dataset/records/fields.js';
import type { Publication } from './publisher.js';

/** The number of ids per line. */
const maxIds = 5;

/** @returns the difference that a publication makes, with a line per kind of change. */
export const describeDifference = ({
  revision,
  replaces,
  changes,
  difference,
}: Pick<Publication, 'revision' | 'replaces' | 'changes' | 'difference'>): string => {
  if (!changes) return `Nothing to do: ${revision} is already being served.`;
  const lines = collectionNames.flatMap((name) =>
    (['added', 'changed', 'removed'] as const).flatMap((kind) => {
      const ids = difference[name][kind];
      return ids.count > 0 ? [`  ${name} ${kind}: ${describeIds(ids)}`] : [];
    }),
  );
  const head = `${revision} replaces ${replaces.revision} (${replaces.origin}, published ${replaces.published_at}):`;
  return [head, ...(lines.length > 0 ? lines : ['  no records change'])].join('\n');
};

const describeIds = ({ count, ids }: Ids): string => {
  const more = count - Math.min(maxIds, ids.length);
  return `${count} (${ids.slice(0, maxIds).join(', ')}${more > 0 ? `, and ${more} more` : ''})`;
};
