/**
 * The names that the dataset's schemas use, apart from them: a schema costs the component kilobytes,
 * and reading needs none.
 */
import type { Takeaway } from './schema.js';

/** The collections beside the takeaways, in the order in which they are listed everywhere. */
export const vocabularyNames = ['events', 'topics', 'technologies', 'sources', 'claims'] as const;
export type VocabularyName = (typeof vocabularyNames)[number];

/** Every collection of the dataset. */
export const collectionNames = ['takeaways', ...vocabularyNames] as const;
export type CollectionName = (typeof collectionNames)[number];

const everyField: Readonly<Record<keyof Takeaway, true>> = {
  id: true,
  event: true,
  topic: true,
  title: true,
  summary: true,
  technologies: true,
  talk: true,
  figures: true,
  claims: true,
  source: true,
  links: true,
  note: true,
};

/** The members of a takeaway. */
export const takeawayFields = Object.keys(everyField) as (keyof Takeaway)[];
