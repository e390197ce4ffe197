/** Reads vocabularies for HTML pages. */
import type { VocabularyName } from '../../dataset/records/fields.js';
import type { RevisionReader } from '../../dataset/revisions/reader.js';
import type { Counted, Vocabularies } from '../../pages/vocabulary-maps.js';

/** @returns the records of a vocabulary by id. One read. */
export const readVocabulary = async <Name extends VocabularyName>(
  reader: RevisionReader,
  name: Name,
): Promise<ReadonlyMap<string, Counted<Name>>> => {
  // Records were validated when they were published.
  const items = (await reader.vocabulary(name)) as unknown as Counted<Name>[];
  return new Map(items.map((item) => [item.id, item]));
};

/** @returns all vocabularies. One read for each. */
export const readVocabularies = async (reader: RevisionReader): Promise<Vocabularies> => {
  const [events, topics, technologies, sources, claims] = await Promise.all([
    readVocabulary(reader, 'events'),
    readVocabulary(reader, 'topics'),
    readVocabulary(reader, 'technologies'),
    readVocabulary(reader, 'sources'),
    readVocabulary(reader, 'claims'),
  ]);
  return { events, topics, technologies, sources, claims };
};
