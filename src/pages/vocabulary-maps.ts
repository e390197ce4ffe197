/** Vocabularies for HTML pages: records by id. */
import type { VocabularyName } from '../dataset/records/fields.js';
import type { Dataset } from '../dataset/records/schema.js';

/** A record of a vocabulary with the number of takeaways that refer to it. */
export type Counted<Name extends VocabularyName> = Dataset[Name][number] & {
  readonly count: number;
};

/** The records of each vocabulary by id, in order. */
export type Vocabularies = {
  readonly [Name in VocabularyName]: ReadonlyMap<string, Counted<Name>>;
};
