/** What a publication would do, as people read it. */
import type { Ids } from '../../src/dataset/records/difference.js';
import { collectionNames } from '../../src/dataset/records/fields.js';
import type { Publication } from './publisher.js';

/** Ids that one line names. */
const named = 5;

/** @returns the difference that a publication makes, a line for each kind of change. */
export const describeDifference = ({
  revision,
  replaces,
  changes,
  difference,
}: Pick<Publication, 'revision' | 'replaces' | 'changes' | 'difference'>): string => {
  if (!changes) return `Nothing to do: ${revision} is served already.`;
  const lines = collectionNames.flatMap((name) =>
    (['added', 'changed', 'removed'] as const).flatMap((kind) => {
      const ids = difference[name][kind];
      return ids.count > 0 ? [`  ${name} ${kind}: ${describeIds(ids)}`] : [];
    }),
  );
  const head = `${revision} replaces ${replaces.revision} (${replaces.origin}, published ${replaces.published_at}):`;
  return [head, ...(lines.length > 0 ? lines : ['  the same records'])].join('\n');
};

const describeIds = ({ count, ids }: Ids): string => {
  const more = count - Math.min(named, ids.length);
  return `${count} (${ids.slice(0, named).join(', ')}${more > 0 ? `, and ${more} more` : ''})`;
};
