/** Checks that what is written in two places agrees: topics, talks, speakers and CNCF levels. */
import type { VocabularyName } from '../../src/dataset/records/fields.js';
import type {
  Event,
  Person,
  Takeaway,
  Talk,
  Technology,
} from '../../src/dataset/records/schema.js';
import { type DataRecord, textAt } from '../data-records.js';
import { parseRecord } from '../parsed-records.js';
import { errorAt, type ValidationError } from '../validation-error.js';

/** @returns an error for each value that contradicts another; other checks report invalid records. */
export const checkAgreement = (records: readonly DataRecord[]): ValidationError[] => {
  const events = byId(records, 'events');
  const talks = byId(records, 'talks');
  const people = byId(records, 'people');
  return records.flatMap((record) => {
    if (record.collection === 'takeaways') {
      const takeaway = parseRecord('takeaways', record.value);
      return takeaway ? takeawayErrors(record, takeaway, talks) : [];
    }
    if (record.collection === 'talks') {
      const talk = parseRecord('talks', record.value);
      return talk ? speakerErrors(record, talk, people) : [];
    }
    if (record.collection === 'technologies') {
      const technology = parseRecord('technologies', record.value);
      return technology ? levelErrors(record, technology, events) : [];
    }
    return [];
  });
};

/**
 * @returns an error for each gap that another dataset may have, from before topics, talks and levels had
 * lists of their own, but the one kept here may not
 */
export const checkCompleteness = (records: readonly DataRecord[]): ValidationError[] =>
  records.flatMap((record) => {
    if (record.collection === 'topics') return topicErrors(record);
    const missing = (field: string, within: string, remedy: string): ValidationError[] =>
      isPresent(record, within) && !isPresent(record, field)
        ? [errorAt(record, field, 'it is missing', remedy)]
        : [];
    if (record.collection === 'technologies') {
      return missing('/cncf_levels', '/cncf', 'Add the levels with their dates and a source.');
    }
    if (record.collection !== 'takeaways') return [];
    return [
      ...missing('/topics', '/topic', 'Add all topics, the first one first.'),
      ...missing('/talk/id', '/talk', 'Add the talk to talks.json.'),
    ];
  });

const isPresent = ({ leaves }: DataRecord, field: string): boolean =>
  [...leaves.keys()].some((leaf) => leaf === field || leaf.startsWith(`${field}/`));

const byId = <Name extends VocabularyName>(records: readonly DataRecord[], collection: Name) =>
  new Map(
    records
      .filter((record) => record.collection === collection)
      .flatMap(({ value }) => parseRecord(collection, value) ?? [])
      .map((value) => [value.id, value]),
  );

const wordsOf = (text: string): string[] => text.toLowerCase().match(/[a-z0-9]+/g) ?? [];

/** The words of the id are in the name, or it is made of the initials of the name. */
const topicErrors = (record: DataRecord): ValidationError[] => {
  const name = wordsOf(textAt(record, '/name') ?? '');
  const initials = name.map((word) => word.charAt(0)).join('');
  const agrees = record.id === initials || wordsOf(record.id).every((word) => name.includes(word));
  return agrees || name.length === 0
    ? []
    : [errorAt(record, '/name', `the id "${record.id}" says something else`, 'Change the name.')];
};

const takeawayErrors = (
  record: DataRecord,
  { event, topic, topics, talk }: Takeaway,
  talks: ReadonlyMap<string, Talk>,
): ValidationError[] => {
  const errors: ValidationError[] = [];
  if (topics && topics[0] !== topic) {
    const problem = `the first topic is "${topics[0]}", but the topic is "${topic}"`;
    errors.push(errorAt(record, '/topics', problem, 'Put the topic first.'));
  }
  const known = talks.get(talk?.id ?? '');
  if (!talk || !known) return errors;
  for (const [field, given, expected] of [
    ['/talk/title', talk.title, known.title],
    ['/talk/speakers', talk.speakers, known.speakers],
    ['/event', event, known.event],
  ] as const) {
    if (JSON.stringify(given) !== JSON.stringify(expected)) {
      const problem = `it is not the one of the talk "${known.id}"`;
      errors.push(errorAt(record, field, problem, 'Copy it from talks.json.'));
    }
  }
  return errors;
};

const speakerErrors = (
  record: DataRecord,
  { speakers }: Talk,
  people: ReadonlyMap<string, Person>,
): ValidationError[] =>
  speakers.flatMap(({ id, name }, index) => {
    const known = people.get(id)?.name ?? name;
    return known === name
      ? []
      : [
          errorAt(
            record,
            `/speakers/${index}/name`,
            `the person "${id}" is called "${known}"`,
            'Correct one of them.',
          ),
        ];
  });

const levelErrors = (
  record: DataRecord,
  { cncf, cncf_levels: levels = [] }: Technology,
  events: ReadonlyMap<string, Event>,
): ValidationError[] => {
  const errors: ValidationError[] = [];
  levels.forEach(({ level, since, as_of }, index) => {
    const [field, before] = [`/cncf_levels/${index}`, levels[index - 1]];
    if (as_of < since) {
      const problem = `${as_of} is before the level was reached, ${since}`;
      errors.push(errorAt(record, `${field}/as_of`, problem, 'Correct one of them.'));
    }
    if (before && (since <= before.as_of || level === before.level)) {
      const problem = 'it does not follow the level before it';
      errors.push(errorAt(record, field, problem, 'List each level once, oldest first.'));
    }
  });
  if (!cncf || levels.length === 0) return errors;
  const start = events.get(cncf.event)?.start ?? '';
  const then = levels.findLast(({ since }) => since <= start)?.level;
  if (start && then !== cncf.level) {
    const problem = `the level at ${cncf.event} was ${then ?? 'none'} by cncf_levels, not ${cncf.level}`;
    errors.push(errorAt(record, '/cncf/level', problem, 'Correct one of them.'));
  }
  return errors;
};
