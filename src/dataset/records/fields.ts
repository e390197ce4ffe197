/**
 * Names of collections and fields. They are separate from the schemas because those cost the component
 * kilobytes, and reading does not need them.
 */
import type { Takeaway } from './schema.js';

/** All collections except the takeaways, in canonical order. */
export const vocabularyNames = [
  'events',
  'topics',
  'technologies',
  'sources',
  'claims',
  'talks',
  'people',
] as const;
export type VocabularyName = (typeof vocabularyNames)[number];

/**
 * The vocabularies that revisions did not always have. An empty one is not stored, so a dataset without
 * them makes the same revision as it did before.
 */
export const laterVocabularies: readonly VocabularyName[] = ['talks', 'people'];

/** All collections of the dataset. */
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
  topics: true,
  people: true,
  related: true,
};

/** The members of a takeaway. */
export const takeawayFields = Object.keys(everyField) as (keyof Takeaway)[];
