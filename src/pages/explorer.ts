/** The explorer at `GET /`: search, filters with counts, and what they find. */
import {
  findMatches,
  queryOf,
  type Selection,
  selectingParameters,
} from '../api/takeaway-query.js';
import { countFacets } from '../dataset/facet-counts.js';
import type { Takeaway } from '../dataset/schema.js';
import type { Exchange } from '../http/operation.js';
import { neighbours, openList, pageParameters } from '../http/page.js';
import type { Values } from '../http/parameters.js';
import { renderExplorer } from './explorer-view.js';
import { shownFacets } from './filters.js';
import { respondPage } from './respond.js';
import { readVocabularies } from './vocabularies.js';

/** What the list of takeaways takes, less the fields. */
export const explorerParameters = { ...selectingParameters, ...pageParameters };

/** Answers with the explorer. Costs the reads of the list of takeaways and of the vocabularies. */
export const respondExplorer = async (
  exchange: Exchange<Values<typeof explorerParameters>>,
): Promise<Response> => {
  const choice: Selection & { readonly limit?: number | undefined } = exchange.query;
  const query = queryOf(choice);
  const list = await openList(exchange, { selecting: Object.keys(selectingParameters) });
  const { reader, offset, limit, address } = list;
  const { revision } = reader;
  return respondPage(exchange, { revision, address }, async () => {
    const { total, page } = await findMatches(reader, query);
    const beside = neighbours(list, total);
    const records = await reader.records(page(offset, limit));
    return renderExplorer({
      revision,
      vocabularies: await readVocabularies(reader),
      choice,
      countOf: await countFacets(reader, query, shownFacets),
      address,
      total,
      offset,
      takeaways: records.map((record): Takeaway => JSON.parse(record)),
      ...beside,
    });
  });
};
