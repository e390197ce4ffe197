/** Reads the vocabularies of a revision, as pages need them. */
import type { VocabularyName } from '../../dataset/records/fields.js';
import type { RevisionReader } from '../../dataset/revisions/reader.js';
import type { Counted, Vocabularies } from '../../pages/vocabulary-maps.js';

/** Reads one vocabulary. One read. */
export const readVocabulary = async <Name extends VocabularyName>(
  reader: RevisionReader,
  name: Name,
): Promise<ReadonlyMap<string, Counted<Name>>> => {
  // What is in the store was validated when it was published.
  const items = (await reader.vocabulary(name)) as unknown as Counted<Name>[];
  return new Map(items.map((item) => [item.id, item]));
};

/** Reads all vocabularies. One read for each. */
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
