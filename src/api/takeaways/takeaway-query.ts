/** Which takeaways a request asks for, and in which order: declared once for every list of them. */
import * as z from 'zod/mini';
import type { RevisionReader } from '../../dataset/revisions/reader.js';
import { QueryTooCostly } from '../../dataset/search/index-budget.js';
import {
  findTakeaways,
  type Matches,
  type Query,
  sorts,
  UnknownValues,
} from '../../dataset/search/query.js';
import { queryWordsOf } from '../../dataset/search/words.js';
import { repeatable, single, type Values } from '../../http/parameters.js';
import { Problem } from '../../http/problem.js';
import { createSuggest } from './suggestions.js';

const maxSearchLength = 200;
const maxWords = 8;

const slug = z
  .string()
  .check(
    z.maxLength(60, 'It is longer than any slug.'),
    z.regex(
      /^[a-z0-9]+(-[a-z0-9]+)*$/,
      'It must be a slug: lower-case letters, digits and hyphens.',
    ),
  );

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

/** The parameters that say which takeaways, in which order. */
export const selectingParameters = {
  q: single(
    z.string().check(
      z.maxLength(maxSearchLength, `It must have at most ${maxSearchLength} characters.`),
      z.refine(
        (text) => text.trim() === '' || queryWordsOf(text).length > 0,
        'It has no word to search for.',
      ),
      z.refine(
        (text) => new Set(queryWordsOf(text)).size <= maxWords,
        `It must have at most ${maxWords} different words.`,
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

/** What a request asks for, as its parameters say it. */
export type Selection = Values<typeof selectingParameters>;

/**
 * @param selection valid parameters
 * @throws Problem 400 where they contradict each other
 */
export const queryOf = (selection: Selection): Query => {
  const { q = '', event, year, topic, technology, source, claim } = selection;
  const words = [...new Set(queryWordsOf(q))];
  if (selection.sort === 'relevance' && words.length === 0) {
    const fault = {
      parameter: 'sort',
      detail: 'Only a search, with `q`, has an order of relevance.',
    };
    throw new Problem('invalid-request', { errors: [fault] });
  }
  return {
    words,
    filters: { event, year, topic, technology, source, claim },
    sort: selection.sort ?? (words.length > 0 ? 'relevance' : '-event'),
  };
};

/**
 * @param reader the revision to search
 * @param query what to find
 * @throws Problem 400 where the query names what does not exist, or costs too much
 */
export const findMatches = (reader: RevisionReader, query: Query): Promise<Matches> =>
  findTakeaways(reader, query).catch(async (error) => {
    throw await problemOf(error, reader);
  });

/** Unknown filter values and costly queries are the client's to mend; anything else stays as it is. */
const problemOf = async (error: unknown, reader: RevisionReader) => {
  if (error instanceof QueryTooCostly) return new Problem('query-too-costly');
  if (!(error instanceof UnknownValues)) return error;
  const suggest = await createSuggest(
    reader,
    error.values.map(({ facet }) => facet),
  );
  const errors = error.values.map(({ facet, value }) => ({
    parameter: facet,
    detail: `There is no ${facet} "${value}". ${suggest(facet, value)}`,
  }));
  return new Problem('invalid-request', { errors });
};
