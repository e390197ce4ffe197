/** Events, topics, technologies, sources, claims, talks and people: lists and single records, with counts. */
import type { VocabularyName } from '../dataset/records/fields.js';
import { ensureCurrent } from '../dataset/revisions/current.js';
import { createReader, findRecord } from '../dataset/revisions/reader.js';
import { lineOf } from '../encoding/bytes.js';
import { encodeText } from '../encoding/utf8.js';
import { json } from '../http/negotiation.js';
import { Problem } from '../http/problem.js';
import { respond } from '../http/respond.js';
import { makeListPage, openList, paginationParameters } from './lists/list.js';
import { operation } from './service.js';

const schemaOf = {
  events: 'Event',
  topics: 'Topic',
  technologies: 'Technology',
  sources: 'Source',
  claims: 'Claim',
  talks: 'Talk',
  people: 'Person',
} as const;

/** `GET /v1/{name}` */
export const listVocabulary = (name: VocabularyName) =>
  operation({
    summary: `List the ${name} with their number of takeaways`,
    parameters: paginationParameters,
    offers: [json],
    answers: `${schemaOf[name]}Page`,
    problems: ['invalid-cursor', 'revision-gone'],
    handle: async (exchange) => {
      const list = await openList(exchange, { selecting: [] });
      const { reader, offset, limit, address } = list;
      return respond(exchange, { revision: reader.revision, address }, async () => {
        const items = await reader.vocabulary(name);
        const page = items
          .slice(offset, offset + limit)
          .map((item) => lineOf(encodeText(JSON.stringify(item))));
        return makeListPage(list, items.length, page);
      });
    },
  });

/** `GET /v1/{name}/{id}` */
export const getVocabularyItem = (name: VocabularyName) =>
  operation({
    summary: `Get one of the ${name}`,
    parameters: {},
    offers: [json],
    answers: schemaOf[name],
    problems: ['not-found'],
    handle: async (exchange) => {
      const { id = '' } = exchange.path;
      const revision = await ensureCurrent(exchange.service);
      return respond(exchange, { revision, address: exchange.url.pathname }, async () => {
        const items = await createReader(exchange.service.store, revision).vocabulary(name);
        const item = findRecord(items, id);
        if (!item) {
          throw new Problem('not-found', {
            detail: `No record has the id "${id.slice(0, 60)}". \`GET /v1/${name}\` lists all ids.`,
          });
        }
        return { body: JSON.stringify(item) };
      });
    },
  });
