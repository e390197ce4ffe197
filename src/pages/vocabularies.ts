/** The vocabularies of a revision, as pages need them: every record by its id. */
import type { VocabularyName } from '../dataset/records/fields.js';
import type { Dataset } from '../dataset/records/schema.js';
import type { RevisionReader } from '../dataset/revisions/reader.js';

/** A record of a vocabulary, with the number of takeaways that use it. */
export type Counted<Name extends VocabularyName> = Dataset[Name][number] & {
  readonly count: number;
};

/** The records of each vocabulary by id, in their order. */
export type Vocabularies = {
  readonly [Name in VocabularyName]: ReadonlyMap<string, Counted<Name>>;
};

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
