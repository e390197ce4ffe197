/** The query parameters that select and sort takeaways, shared by all lists of them. */
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
    z.maxLength(60, 'Expected a slug of at most 60 characters.'),
    z.regex(
      /^[a-z0-9]+(-[a-z0-9]+)*$/,
      'Expected a slug: lower-case letters and digits, separated by single hyphens.',
    ),
  );

const filterParameters = {
  event: repeatable(slug, 'Takeaways from this event.'),
  year: repeatable(
    z.string().check(z.regex(/^[12]\d{3}$/, 'Expected a year with four digits.')),
    'Takeaways from events in this year.',
  ),
  topic: repeatable(slug, 'Takeaways on this topic.'),
  technology: repeatable(slug, 'Takeaways about this technology.'),
  source: repeatable(slug, 'Takeaways from this source.'),
  claim: repeatable(slug, 'Takeaways that make this claim.'),
  talk: repeatable(slug, 'Takeaways from this talk.'),
  person: repeatable(slug, 'Takeaways from talks of this person, or about the person.'),
};

/** The parameters that select and sort takeaways. */
export const selectingParameters = {
  q: single(
    z.string().check(
      z.maxLength(maxSearchLength, `Expected at most ${maxSearchLength} characters.`),
      z.refine(
        (text) => text.trim() === '' || queryWordsOf(text).length > 0,
        'Expected at least one letter or digit.',
      ),
      z.refine(
        (text) => new Set(queryWordsOf(text)).size <= maxWords,
        `Expected at most ${maxWords} different words.`,
      ),
    ),
    'Words to search for in titles, summaries, technologies, speakers and talk titles. All words must match. The beginning of a word matches too, and so does a word with a small typo.',
  ),
  ...filterParameters,
  sort: single(
    z.enum(sorts, `Expected one of ${sorts.join(', ')}.`),
    'The order: newest event first (`-event`, the default), oldest event first (`event`), or best match first (`relevance`, the default with `q`).',
  ),
};

/** The parsed values of these parameters. */
export type Selection = Values<typeof selectingParameters>;

/**
 * @param selection the parsed parameters
 * @throws Problem 400 if they contradict each other
 */
export const queryOf = (selection: Selection): Query => {
  const { q = '', event, year, topic, technology, source, claim, talk, person } = selection;
  const words = q === '' ? [] : [...new Set(queryWordsOf(q))];
  if (selection.sort === 'relevance' && words.length === 0) {
    const detail = 'Expected `q` with sort=relevance: only search results have a relevance.';
    throw new Problem('invalid-request', { errors: [{ parameter: 'sort', detail }] });
  }
  return {
    words,
    filters: { event, year, topic, technology, source, claim, talk, person },
    sort: selection.sort ?? (words.length > 0 ? 'relevance' : '-event'),
  };
};

/**
 * @param reader the revision to search
 * @param query the query
 * @throws Problem 400 if the query has unknown filter values or costs too much
 */
export const findMatches = (reader: RevisionReader, query: Query): Promise<Matches> =>
  findTakeaways(reader, query).catch(async (error) => {
    throw await problemOf(error, reader);
  });

/** Converts errors that the client can fix to problems; returns any other error unchanged. */
const problemOf = async (error: unknown, reader: RevisionReader) => {
  if (error instanceof QueryTooCostly) return new Problem('query-too-costly');
  if (!(error instanceof UnknownValues)) return error;
  const suggest = await createSuggest(
    reader,
    error.values.map(({ facet }) => facet),
  );
  const errors = error.values.map(({ facet, value }) => ({
    parameter: facet,
    detail: `Unknown ${facet} "${value}". ${suggest(facet, value)}`,
  }));
  return new Problem('invalid-request', { errors });
};
