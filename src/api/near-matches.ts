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
 * @param reader the revision whose vocabularies count; one read for each
 * @param facets the filters with values that do not exist
 * @returns for such a value a sentence that names what is near, or else where all values are listed
 */
export const nearMatches = async (
  reader: RevisionReader,
  facets: readonly Facet[],
): Promise<(facet: Facet, value: string) => string> => {
  const names = [...new Set(facets.map((facet) => vocabularyOf[facet]))];
  const vocabularies = new Map(
    await Promise.all(names.map(async (name) => [name, await reader.vocabulary(name)] as const)),
  );
  return (facet, value) => sentence(facet, value, vocabularies.get(vocabularyOf[facet]) ?? []);
};

const sentence = (facet: Facet, value: string, items: readonly VocabularyItem[]): string => {
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
