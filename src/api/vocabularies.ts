/** Events, topics, technologies, sources and claims: a list and its records, each with its count. */

import type { VocabularyName } from '../dataset/fields.js';
import { ensureCurrent } from '../dataset/publish.js';
import { createReader } from '../dataset/reader.js';
import { json, negotiate } from '../http/negotiation.js';
import { makePage, openList, pageParameters } from '../http/page.js';
import { parseParameters } from '../http/parameters.js';
import { Problem } from '../http/problem.js';
import { respond } from '../http/respond.js';
import type { Handler } from '../http/route.js';

/** `GET /v1/{name}` */
export const listVocabulary =
  (name: VocabularyName): Handler =>
  async (exchange) => {
    const values = parseParameters(exchange.url, pageParameters);
    negotiate(exchange.request, [json]);
    const list = await openList(exchange, { selecting: [] }, values);
    const { reader, offset, limit, address } = list;
    return respond(exchange, { revision: reader.revision, address }, async () => {
      const items = await reader.vocabulary(name);
      const page = items.slice(offset, offset + limit).map((item) => JSON.stringify(item));
      return makePage(list, items.length, page);
    });
  };

/** `GET /v1/{name}/{id}` */
export const getVocabularyItem =
  (name: VocabularyName): Handler =>
  async (exchange) => {
    parseParameters(exchange.url, {});
    negotiate(exchange.request, [json]);
    const { id = '' } = exchange.params;
    const revision = await ensureCurrent(exchange.service);
    return respond(exchange, { revision, address: exchange.url.pathname }, async () => {
      const items = await createReader(exchange.service.store, revision).vocabulary(name);
      const item = items.find((candidate) => candidate.id === id);
      if (!item) {
        throw new Problem('not-found', {
          detail: `There is no "${id.slice(0, 60)}" here. GET /v1/${name} lists what there is.`,
        });
      }
      return { body: JSON.stringify(item) };
    });
  };
