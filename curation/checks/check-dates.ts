/** Checks that dates agree with each other. */

import { type DataRecord, textAt } from '../data-records.js';
import { errorAt, type ValidationError } from '../validation-error.js';

/** A write-up dated later than this after its event is probably a typo. */
const yearsToWriteUp = 1;

/** @returns an error for each date that contradicts another. */
export const checkDates = (records: readonly DataRecord[]): ValidationError[] => {
  const events = new Map(
    records.filter(({ collection }) => collection === 'events').map((event) => [event.id, event]),
  );
  return records.flatMap((record) => {
    if (record.collection === 'events') return eventErrors(record);
    if (record.collection !== 'sources') return [];
    const event = events.get(textAt(record, '/event') ?? '');
    return event ? publicationErrors(record, event) : [];
  });
};

const eventErrors = (event: DataRecord): ValidationError[] => {
  const [start, end, year] = [
    dateAt(event, '/start'),
    dateAt(event, '/end'),
    event.leaves.get('/year'),
  ];
  const errors: ValidationError[] = [];
  if (start && end && end < start)
    errors.push(
      errorAt(event, '/end', `${end} is before the start, ${start}`, 'Correct one of them.'),
    );
  if (start && typeof year === 'number' && year !== Number(start.slice(0, 4)))
    errors.push(
      errorAt(event, '/year', `${year} is not the year of ${start}`, 'Correct one of them.'),
    );
  return errors;
};

const publicationErrors = (source: DataRecord, event: DataRecord): ValidationError[] => {
  const [published, start, end] = [
    dateAt(source, '/published'),
    dateAt(event, '/start'),
    dateAt(event, '/end'),
  ];
  if (!published || !start || !end) return [];
  const last = `${Number(end.slice(0, 4)) + yearsToWriteUp}${end.slice(4)}`;
  const remedy = 'Correct it, or make it null and say in the note what the source shows.';
  if (published < start)
    return [errorAt(source, '/published', `${published} is before the event, ${start}`, remedy)];
  if (published > last)
    return [errorAt(source, '/published', `${published} is long after the event, ${end}`, remedy)];
  return [];
};

/** Dates in this form compare as text; the schema check reports all others. */
const dateAt = (record: DataRecord, field: string): string | undefined => {
  const date = textAt(record, field);
  return date && /^\d{4}-\d\d-\d\d$/.test(date) ? date : undefined;
};
