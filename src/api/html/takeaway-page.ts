/** `GET /takeaways/{id}`: one takeaway with everything that it refers to. */

import type { Takeaway } from '../../dataset/records/schema.js';
import { ensureCurrent } from '../../dataset/revisions/current.js';
import { createReader, type RevisionReader } from '../../dataset/revisions/reader.js';
import { html } from '../../http/negotiation.js';
import { Problem } from '../../http/problem.js';
import { renderTakeaway } from '../../pages/takeaway-view.js';
import { operation } from '../service.js';
import { respondPage } from './page-response.js';
import { readVocabularies } from './read-vocabularies.js';

/** `GET /takeaways/{id}`. Reads the takeaway, the ones beside it and related to it, and the vocabularies. */
export const takeawayPage = operation({
  summary: 'Show one takeaway as a page',
  parameters: {},
  offers: [html],
  problems: ['not-found'],
  handle: async (exchange) => {
    const { id = '' } = exchange.path;
    const revision = await ensureCurrent(exchange.service);
    return respondPage(exchange, { revision, address: exchange.url.pathname }, async () => {
      const reader = createReader(exchange.service.store, revision);
      const ordinal = await reader.ordinalOf(id);
      if (ordinal === undefined) {
        throw new Problem('not-found', { detail: `No takeaway has the id "${id.slice(0, 60)}".` });
      }
      const last = revision.counts.takeaways - 1;
      const ordinals = [
        ordinal,
        ...(ordinal > 0 ? [ordinal - 1] : []),
        ...(ordinal < last ? [ordinal + 1] : []),
      ];
      const [takeaway, ...beside] = (await reader.records(ordinals)).map(parse);
      if (!takeaway) throw new Problem('not-found');
      const { people = [], related = [] } = takeaway;
      return renderTakeaway({
        takeaway,
        vocabularies: await readVocabularies(reader, [
          ...(['events', 'topics', 'technologies', 'sources'] as const),
          ...(takeaway.claims.length > 0 ? (['claims'] as const) : []),
          ...(people.length > 0 ? (['people'] as const) : []),
        ]),
        related: await readTakeaways(reader, related),
        previous: ordinal > 0 ? beside[0] : undefined,
        next: ordinal < last ? beside.at(-1) : undefined,
      });
    });
  },
});

// Records were validated when they were published.
const parse = (record: string): Takeaway => JSON.parse(record);

/** One read per takeaway at most. */
const readTakeaways = async (
  reader: RevisionReader,
  ids: readonly string[],
): Promise<Takeaway[]> => {
  if (ids.length === 0) return [];
  const ordinals: number[] = [];
  for (const id of ids) {
    const ordinal = await reader.ordinalOf(id);
    if (ordinal !== undefined) ordinals.push(ordinal);
  }
  return (await reader.records(ordinals)).map(parse);
};
