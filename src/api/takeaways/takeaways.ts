/** Takeaways: `GET /v1/takeaways`, `GET /v1/takeaways/{id}`, and the list as an Atom feed. */
import * as z from 'zod/mini';
import { takeawayFields } from '../../dataset/records/fields.js';
import type { Takeaway } from '../../dataset/records/schema.js';
import { ensureCurrent } from '../../dataset/revisions/current.js';
import { createReader } from '../../dataset/revisions/reader.js';
import { joinBytes, lineOf } from '../../encoding/bytes.js';
import { decodeText, encodeText } from '../../encoding/utf8.js';
import { atom, csv, json, ndjson } from '../../http/negotiation.js';
import { maxQuoteLength, single, type Values } from '../../http/parameters.js';
import { Problem } from '../../http/problem.js';
import { respond } from '../../http/respond.js';
import {
  adjacentPages,
  listPageHeaders,
  makeListPage,
  openList,
  paginationParameters,
} from '../lists/list.js';
import { type Exchange, operation } from '../service.js';
import { csvOf } from './takeaway-csv.js';
import { feedOf } from './takeaway-feed.js';
import { findMatches, queryOf, type Selection, selectingParameters } from './takeaway-query.js';

const field = z.enum(takeawayFields, {
  error: ({ input }) =>
    `Unknown field "${String(input).slice(0, maxQuoteLength)}". Expected any of ${takeawayFields.join(', ')}.`,
});

const shapingParameters = {
  fields: single(
    z.pipe(
      z.string(),
      z.pipe(
        z.transform((text: string) => text.split(',')),
        z
          .array(field)
          .check(
            z.refine(
              (fields) => new Set(fields).size === fields.length,
              'Expected each field once.',
            ),
          ),
      ),
    ),
    'The members of each takeaway to return, separated by commas. The default is all.',
    {
      type: 'array',
      items: { type: 'string', enum: takeawayFields },
      minItems: 1,
      uniqueItems: true,
    },
  ),
};

/** CSV with a header line (RFC 4180, section 3). */
const csvType = `${csv}; charset=utf-8; header=present`;

const listParameters = { ...selectingParameters, ...shapingParameters, ...paginationParameters };

/** `GET /v1/takeaways` */
export const listTakeaways = operation({
  summary: 'List, search and filter takeaways',
  parameters: listParameters,
  offers: [json, ndjson, csv],
  answers: 'TakeawayPage',
  problems: ['invalid-cursor', 'query-too-costly', 'revision-gone'],
  handle: async (exchange) => {
    const { query, mediaType } = exchange;
    const { list, find } = await openTakeawayList(exchange, Object.keys(shapingParameters));
    const { address, reader } = list;
    return respond(exchange, { revision: reader.revision, address }, async () => {
      const { total, ordinals } = await find();
      if (mediaType === json && !query.fields)
        return makeListPage(list, total, await reader.recordLines(ordinals));
      const records = await reader.recordBytes(ordinals);
      if (mediaType === csv) {
        return {
          body: csvOf(records.map(parse), query.fields ?? takeawayFields),
          headers: { ...listPageHeaders(list, total), 'content-type': csvType },
        };
      }
      const shown = query.fields ? pick(records, query.fields) : records;
      if (mediaType === json) return makeListPage(list, total, shown.map(lineOf));
      return {
        body: joinBytes(shown.flatMap((record) => [record, lineEnd])),
        headers: listPageHeaders(list, total),
      };
    });
  },
});

/** `GET /feed.atom` */
export const getFeed = operation({
  summary: 'Get a list of takeaways as an Atom feed',
  parameters: { ...selectingParameters, ...paginationParameters },
  offers: [atom],
  problems: ['invalid-cursor', 'query-too-costly', 'revision-gone'],
  handle: async (exchange) => {
    const { list, find } = await openTakeawayList(exchange);
    const { origin } = exchange.url;
    const { revision } = list.reader;
    // The feed contains its origin and the publication date, which the revision id does not cover.
    const address = [origin, list.address, revision.publishedAt].join(' ');
    return respond(exchange, { revision, address }, async () => {
      const { total, ordinals } = await find();
      const records = await list.reader.recordBytes(ordinals);
      const { next, prev } = adjacentPages(list, total);
      const links = { self: list.address, first: list.first, next, previous: prev };
      return {
        body: feedOf({ takeaways: records.map(parse), revision, origin, links }),
        headers: listPageHeaders(list, total),
      };
    });
  },
});

/** Opens the requested list. `find` then finds the takeaways of its page. */
const openTakeawayList = async (
  exchange: Exchange<Selection & Values<typeof paginationParameters>>,
  shaping: readonly string[] = [],
) => {
  const query = queryOf(exchange.query);
  const list = await openList(exchange, { selecting: Object.keys(selectingParameters), shaping });
  const { reader, offset, limit } = list;
  const find = async () => {
    const matches = await findMatches(reader, query);
    return { total: matches.total, ordinals: matches.ordinals(offset, limit) };
  };
  return { list, find };
};

/** `GET /v1/takeaways/{id}` */
export const getTakeaway = operation({
  summary: 'Get one takeaway',
  parameters: {},
  offers: [json],
  answers: 'Takeaway',
  problems: ['not-found'],
  handle: async (exchange) => {
    const { id = '' } = exchange.path;
    const revision = await ensureCurrent(exchange.service);
    return respond(exchange, { revision, address: exchange.url.pathname }, async () => {
      const reader = createReader(exchange.service.store, revision);
      const ordinal = await reader.ordinalOf(id);
      if (ordinal === undefined) {
        throw new Problem('not-found', { detail: `No takeaway has the id "${id.slice(0, 60)}".` });
      }
      return { body: joinBytes(await reader.recordBytes([ordinal])) };
    });
  },
});

// Records were validated when they were published.
const parse = (record: Uint8Array): Takeaway => JSON.parse(decodeText(record));

const pick = (records: readonly Uint8Array[], fields: readonly string[]): Uint8Array[] =>
  records.map((record) => {
    const members = Object.entries(parse(record)).filter(([name]) => fields.includes(name));
    return encodeText(JSON.stringify(Object.fromEntries(members)));
  });

const lineEnd = encodeText('\n');
