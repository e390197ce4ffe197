/** The takeaways: `GET /v1/takeaways` and `GET /v1/takeaways/{id}`. */
import * as z from 'zod/mini';
import { takeawayFields } from '../dataset/fields.js';
import { ensureCurrent } from '../dataset/publish.js';
import {
  findTakeaways,
  type Query,
  QueryTooCostly,
  sorts,
  UnknownValues,
} from '../dataset/query.js';
import { createReader, type RevisionReader } from '../dataset/reader.js';
import { wordsOf } from '../dataset/words.js';
import { json } from '../http/negotiation.js';
import { operation } from '../http/operation.js';
import { makePage, openList, pageParameters } from '../http/page.js';
import { maximumQuote, repeatable, single, type Values } from '../http/parameters.js';
import { Problem } from '../http/problem.js';
import { respond } from '../http/respond.js';
import { nearMatches } from './near-matches.js';

const maximumSearchLength = 200;
const maximumWords = 8;

const slug = z
  .string()
  .check(
    z.maxLength(60, 'It is longer than any slug.'),
    z.regex(
      /^[a-z0-9]+(-[a-z0-9]+)*$/,
      'It must be a slug: lower-case letters, digits and hyphens.',
    ),
  );

const field = z.enum(takeawayFields, {
  error: ({ input }) =>
    `There is no field "${String(input).slice(0, maximumQuote)}". A takeaway has ${takeawayFields.join(', ')}.`,
});

const filterParameters = {
  event: repeatable(slug, 'Takeaways of this event.'),
  year: repeatable(
    z.string().check(z.regex(/^[12]\d{3}$/, 'It must be a year of four digits.')),
    'Takeaways of events in this year.',
  ),
  topic: repeatable(slug, 'Takeaways on this topic.'),
  technology: repeatable(slug, 'Takeaways that concern this technology.'),
  source: repeatable(slug, 'Takeaways from this source.'),
  claim: repeatable(slug, 'Takeaways that make this claim.'),
};

const selectingParameters = {
  q: single(
    z.string().check(
      z.maxLength(maximumSearchLength, `It must have at most ${maximumSearchLength} characters.`),
      z.refine(
        (text) => text.trim() === '' || wordsOf(text).length > 0,
        'It has no word to search for.',
      ),
      z.refine(
        (text) => new Set(wordsOf(text)).size <= maximumWords,
        `It must have at most ${maximumWords} different words.`,
      ),
    ),
    'Words that title, summary, technologies, people or talk title have, all of them; beginnings of words and small typos are found too.',
  ),
  ...filterParameters,
  sort: single(
    z.enum(sorts, `It must be one of ${sorts.join(', ')}.`),
    'Newest event first (`-event`, the default), oldest first (`event`), or best match first (`relevance`, the default with `q`).',
  ),
};

const shapingParameters = {
  fields: single(
    z.pipe(
      z.string(),
      z.pipe(
        z.transform((text: string) => text.split(',')),
        z.array(field),
      ),
    ),
    'The members of each takeaway to answer with, separated by commas; all without it.',
  ),
};

const listParameters = { ...selectingParameters, ...shapingParameters, ...pageParameters };

/** `GET /v1/takeaways` */
export const listTakeaways = operation({
  summary: 'List takeaways, filtered, searched and sorted',
  parameters: listParameters,
  offers: [json],
  answers: 'TakeawayPage',
  problems: ['invalid-cursor', 'query-too-costly', 'revision-gone'],
  handle: async (exchange) => {
    const query = queryOf(exchange.query);
    const list = await openList(exchange, {
      selecting: Object.keys(selectingParameters),
      shaping: Object.keys(shapingParameters),
    });
    const { reader, offset, limit, address } = list;
    return respond(exchange, { revision: reader.revision, address }, async () => {
      const matches = await findTakeaways(reader, query).catch(async (error) => {
        throw await problemOf(error, reader);
      });
      const records = await reader.records(matches.page(offset, limit));
      const { fields } = exchange.query;
      return makePage(list, matches.total, fields ? pick(records, fields) : records);
    });
  },
});

/** `GET /v1/takeaways/{id}` */
export const getTakeaway = operation({
  summary: 'Read one takeaway',
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
        throw new Problem('not-found', { detail: `There is no takeaway "${id.slice(0, 60)}".` });
      }
      const [body = ''] = await reader.records([ordinal]);
      return { body };
    });
  },
});

const queryOf = (values: Values<typeof listParameters>): Query => {
  const { q = '', event, year, topic, technology, source, claim } = values;
  const words = [...new Set(wordsOf(q))];
  if (values.sort === 'relevance' && words.length === 0) {
    const fault = {
      parameter: 'sort',
      detail: 'Only a search, with `q`, has an order of relevance.',
    };
    throw new Problem('invalid-request', { errors: [fault] });
  }
  return {
    words,
    filters: { event, year, topic, technology, source, claim },
    sort: values.sort ?? (words.length > 0 ? 'relevance' : '-event'),
  };
};

const pick = (records: readonly string[], fields: readonly string[]): string[] =>
  records.map((record) => {
    const members = Object.entries(JSON.parse(record)).filter(([name]) => fields.includes(name));
    return JSON.stringify(Object.fromEntries(members));
  });

/** Unknown filter values and costly queries are the client's to mend; anything else stays as it is. */
const problemOf = async (error: unknown, reader: RevisionReader) => {
  if (error instanceof QueryTooCostly) return new Problem('query-too-costly');
  if (!(error instanceof UnknownValues)) return error;
  const suggest = await nearMatches(
    reader,
    error.values.map(({ facet }) => facet),
  );
  const errors = error.values.map(({ facet, value }) => ({
    parameter: facet,
    detail: `There is no ${facet} "${value}". ${suggest(facet, value)}`,
  }));
  return new Problem('invalid-request', { errors });
};
