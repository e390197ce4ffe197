/** `GET /technologies/{id}`, `/topics/{id}`, `/talks/{id}`, `/events/{id}` and `/people/{id}`. */

import type { Takeaway } from '../../dataset/records/schema.js';
import { ensureCurrent } from '../../dataset/revisions/current.js';
import { createReader, findRecord } from '../../dataset/revisions/reader.js';
import { findTakeaways, noFilters } from '../../dataset/search/query.js';
import { html } from '../../http/negotiation.js';
import { Problem } from '../../http/problem.js';
import { vocabularyOf } from '../../pages/filters.js';
import { renderSubject, type SubjectFacet } from '../../pages/subject-view.js';
import { operation } from '../service.js';
import { respondPage } from './page-response.js';
import { readVocabularies } from './read-vocabularies.js';

/** How many takeaways a page shows; a link leads to the rest. */
const maxTakeaways = 20;

/** The page of one value of a facet. Reads the vocabularies, its part of the index, and the takeaways. */
export const subjectPage = (facet: SubjectFacet) =>
  operation({
    summary: `Show one of the ${vocabularyOf[facet]} as a page`,
    parameters: {},
    offers: [html],
    problems: ['not-found'],
    handle: async (exchange) => {
      const { id = '' } = exchange.path;
      const revision = await ensureCurrent(exchange.service);
      return respondPage(exchange, { revision, address: exchange.url.pathname }, async () => {
        const reader = createReader(exchange.service.store, revision);
        const names = ['events', 'topics', 'technologies', 'sources', 'talks', 'people'] as const;
        const vocabularies = await readVocabularies(reader, names);
        const records = [...vocabularies[vocabularyOf[facet]].values()];
        const record = findRecord<(typeof records)[number]>(records, id);
        if (!record) {
          throw new Problem('not-found', {
            detail: `No record of ${vocabularyOf[facet]} has the id "${id.slice(0, 60)}".`,
          });
        }
        const filters = { ...noFilters, [facet]: [record.id] };
        const matches = await findTakeaways(reader, { words: [], filters, sort: '-event' });
        const found = await reader.records(matches.ordinals(0, maxTakeaways));
        return renderSubject({
          facet,
          record,
          vocabularies,
          takeaways: found.map((one): Takeaway => JSON.parse(one)),
        });
      });
    },
  });
