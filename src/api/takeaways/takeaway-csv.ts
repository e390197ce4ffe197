/** Takeaways as CSV (RFC 4180): one line per takeaway. */
import type { Takeaway } from '../../dataset/records/schema.js';

/** The columns of each member, and how to get their values. */
const columnsOf: {
  readonly [Field in keyof Takeaway]-?: Readonly<
    Record<string, (takeaway: Takeaway) => string | undefined>
  >;
} = {
  id: { id: ({ id }) => id },
  event: { event: ({ event }) => event },
  topic: { topic: ({ topic }) => topic },
  title: { title: ({ title }) => title },
  summary: { summary: ({ summary }) => summary },
  // Slugs and URLs contain no spaces; other lists are separated by semicolons.
  technologies: { technologies: ({ technologies }) => technologies.join(' ') },
  talk: {
    talk_title: ({ talk }) => talk?.title,
    talk_speakers: ({ talk }) =>
      talk?.speakers
        .map(({ name, organisation }) => (organisation ? `${name} (${organisation})` : name))
        .join('; '),
  },
  figures: {
    figures: ({ figures }) =>
      figures
        .map(({ label, qualifier, value, unit }) =>
          [`${label}:`, qualifier, value, unit].filter((part) => part !== undefined).join(' '),
        )
        .join('; '),
  },
  claims: { claims: ({ claims }) => claims.join(' ') },
  source: {
    source: ({ source }) => source.id,
    source_section: ({ source }) => source.section,
  },
  links: { links: ({ links }) => links.map(({ url }) => url).join(' ') },
  note: { note: ({ note }) => note },
  topics: { topics: ({ topics }) => topics?.join(' ') },
  people: { people: ({ people }) => people?.join(' ') },
  related: { related: ({ related }) => related?.join(' ') },
};

/**
 * @param takeaways the rows
 * @param fields the members to include
 * @returns the CSV, with a header line
 */
export const csvOf = (
  takeaways: readonly Takeaway[],
  fields: readonly (keyof Takeaway)[],
): string => {
  const columns = fields.flatMap((field) => Object.entries(columnsOf[field]));
  const rows = takeaways.map((takeaway) => columns.map(([, cell]) => cell(takeaway) ?? ''));
  return [columns.map(([name]) => name), ...rows]
    .map((row) => `${row.map(quote).join(',')}\r\n`)
    .join('');
};

const quote = (cell: string): string =>
  /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
