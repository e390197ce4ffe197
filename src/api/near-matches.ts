/** What somebody may have meant who filtered by a value that does not exist. */
import { distance } from 'fastest-levenshtein';
import type { VocabularyName } from '../dataset/fields.js';
import type { RevisionReader, VocabularyItem } from '../dataset/reader.js';
import type { Facet } from '../dataset/shards.js';
import { fold } from '../dataset/words.js';

const vocabularyOf: Readonly<Record<Facet, VocabularyName>> = {
  event: 'events',
  year: 'events',
  topic: 'topics',
  technology: 'technologies',
  source: 'sources',
  claim: 'claims',
};

const mostSuggestions = 3;

/**
 * @param reader the revision whose vocabulary counts; one read
 * @param facet the filter
 * @param value the value that does not exist
 * @returns a sentence that names what is near, or else where all values are listed
 */
export const nearMatches = async (
  reader: RevisionReader,
  facet: Facet,
  value: string,
): Promise<string> => {
  const items = await reader.vocabulary(vocabularyOf[facet]);
  const tolerated = Math.ceil(value.length / 4);
  const near = items
    .map((item) => ({ suggestion: suggestionOf(facet, item), typos: farness(facet, value, item) }))
    .filter(({ typos }) => typos <= tolerated)
    .sort((one, other) => one.typos - other.typos)
    .map(({ suggestion }) => `"${suggestion}"`);
  const suggestions = [...new Set(near)].slice(0, mostSuggestions);
  return suggestions.length > 0
    ? `Near: ${suggestions.join(', ')}.`
    : `GET /v1/${vocabularyOf[facet]} lists what there is.`;
};

const suggestionOf = (facet: Facet, { id, year }: VocabularyItem): string =>
  facet === 'year' ? String(year) : id;

/** 0 for another name of the item, 1 for a part of its name, else the typos between slug and value. */
const farness = (facet: Facet, value: string, item: VocabularyItem): number => {
  const { name, aliases } = item;
  const names = [name, ...(Array.isArray(aliases) ? aliases : [])].map((text) =>
    fold(String(text)),
  );
  if (names.includes(value)) return 0;
  const slug = suggestionOf(facet, item);
  if (value.length >= 3 && slug.includes(value)) return 1;
  return distance(slug, value);
};
