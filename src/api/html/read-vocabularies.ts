/** Reads vocabularies for HTML pages. */
import { type VocabularyName, vocabularyNames } from '../../dataset/records/fields.js';
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

/**
 * @param reader the revision
 * @param names the vocabularies to read; the others are empty
 * @returns all vocabularies. One read for each
 */
export const readVocabularies = async (
  reader: RevisionReader,
  names: readonly VocabularyName[],
): Promise<Vocabularies> => {
  const maps = await Promise.all(
    vocabularyNames.map(async (name) => [
      name,
      names.includes(name) ? await readVocabulary(reader, name) : new Map(),
    ]),
  );
  return Object.fromEntries(maps);
};
