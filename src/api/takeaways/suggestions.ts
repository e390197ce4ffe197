/** Suggestions for filter values that do not exist. */
import type { VocabularyName } from '../../dataset/records/fields.js';
import type { RevisionReader, VocabularyItem } from '../../dataset/revisions/reader.js';
import { editDistance } from '../../dataset/search/edit-distance.js';
import type { Facet } from '../../dataset/search/shards.js';
import { fold } from '../../dataset/search/words.js';

const vocabularyOf: Readonly<Record<Facet, VocabularyName>> = {
  event: 'events',
  year: 'events',
  topic: 'topics',
  technology: 'technologies',
  source: 'sources',
  claim: 'claims',
  talk: 'talks',
  person: 'people',
};

const maxSuggestions = 3;

/**
 * @param reader the revision; one read per vocabulary
 * @param facets the facets with unknown values
 * @returns a function from an unknown value to a sentence: similar values, or where all values are listed
 */
export const createSuggest = async (
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
  const maxDistance = Math.ceil(value.length / 4);
  const near = items
    .map((item) => ({
      suggestion: suggestionOf(facet, item),
      typos: distanceTo(facet, value, item),
    }))
    .filter(({ typos }) => typos <= maxDistance)
    .sort((one, other) => one.typos - other.typos)
    .map(({ suggestion }) => `"${suggestion}"`);
  const suggestions = [...new Set(near)].slice(0, maxSuggestions);
  return suggestions.length > 0
    ? `Did you mean ${suggestions.join(' or ')}?`
    : `\`GET /v1/${vocabularyOf[facet]}\` lists all values.`;
};

const suggestionOf = (facet: Facet, { id, year }: VocabularyItem): string =>
  facet === 'year' ? String(year) : id;

/** The edit distance between a value and the closest name of a record; a part of a name counts as 1. */
const distanceTo = (facet: Facet, value: string, item: VocabularyItem): number => {
  const names = [suggestionOf(facet, item), ...namesOf(item).map(slugOf)];
  const isPart = value.length >= 3 && names.some((name) => name.includes(value));
  const typos = Math.min(...names.map((name) => editDistance(name, value)));
  return isPart ? Math.min(1, typos) : typos;
};

const namesOf = ({ name, title, city, aliases, search_terms }: VocabularyItem): string[] =>
  [name, title, city, aliases, search_terms].flat().filter((text) => typeof text === 'string');

/** A name spelled as a slug. */
const slugOf = (name: string): string =>
  fold(name)
    .match(/[a-z0-9]+/g)
    ?.join('-') ?? '';
