/** The vocabularies of a revision, as pages need them: every record by its id. */
import type { VocabularyName } from '../dataset/records/fields.js';
import type { Dataset } from '../dataset/records/schema.js';

/** A record of a vocabulary, with the number of takeaways that use it. */
export type Counted<Name extends VocabularyName> = Dataset[Name][number] & {
  readonly count: number;
};

/** The records of each vocabulary by id, in their order. */
export type Vocabularies = {
  readonly [Name in VocabularyName]: ReadonlyMap<string, Counted<Name>>;
};
