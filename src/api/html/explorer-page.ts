/** The explorer at `GET /`: search, filters with counts, and results. */

import type { Takeaway } from '../../dataset/records/schema.js';
import { countFacets } from '../../dataset/search/facet-counts.js';
import type { Values } from '../../http/parameters.js';
import { renderExplorer } from '../../pages/explorer-view.js';
import { shownFacets, vocabularyOf, withPresentTopics } from '../../pages/filters.js';
import { adjacentPages, openList, paginationParameters } from '../lists/list.js';
import type { Exchange } from '../service.js';
import {
  findMatches,
  queryOf,
  type Selection,
  selectingParameters,
} from '../takeaways/takeaway-query.js';
import { respondPage } from './page-response.js';
import { readVocabularies } from './read-vocabularies.js';

/** The parameters of the list of takeaways, without `fields`. */
export const explorerParameters = { ...selectingParameters, ...paginationParameters };

/** Responds with the explorer. Reads one page of takeaways and the vocabularies. */
export const respondExplorer = async (
  exchange: Exchange<Values<typeof explorerParameters>>,
): Promise<Response> => {
  const choice: Selection & { readonly limit?: number | undefined } = exchange.query;
  const query = queryOf(choice);
  const list = await openList(exchange, { selecting: Object.keys(selectingParameters) });
  const { reader, offset, limit, address } = list;
  const { revision } = reader;
  return respondPage(exchange, { revision, address }, async () => {
    const { total, ordinals } = await findMatches(reader, query);
    const beside = adjacentPages(list, total);
    const records = await reader.records(ordinals(offset, limit));
    const vocabularies = await readVocabularies(reader, [
      ...shownFacets.map((facet) => vocabularyOf[facet]),
      ...(choice.talk.length > 0 ? (['talks'] as const) : []),
      ...(choice.person.length > 0 ? (['people'] as const) : []),
    ]);
    return renderExplorer({
      revision,
      vocabularies,
      choice: withPresentTopics(choice, vocabularies),
      countOf: await countFacets(reader, query, shownFacets),
      address,
      total,
      offset,
      takeaways: records.map((record): Takeaway => JSON.parse(record)),
      ...beside,
    });
  });
};
