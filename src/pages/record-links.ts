/** Links to the pages of records. */
import type { Takeaway } from '../dataset/records/schema.js';
import { type Html, html } from '../encoding/markup.js';
import { eventName, nameOf } from './filters.js';
import type { Vocabularies } from './vocabulary-maps.js';

/** @returns all topics of a takeaway, the first one first. */
export const topicsOf = ({ topic, topics = [] }: Takeaway): string[] => [
  ...new Set([topic, ...topics]),
];

/** @returns links to the topics of a takeaway. */
export const topicLinks = (takeaway: Takeaway, vocabularies: Vocabularies): Html =>
  html`<span>${topicsOf(takeaway).map(
    (id, index) =>
      html`${index > 0 && ', '}<a href="/topics/${id}">${nameOf(vocabularies, 'topic', id)}</a>`,
  )}</span>`;

/** @returns a takeaway's title as a link, and where it was said. */
export const takeawayLink = ({ id, title, event }: Takeaway, { events }: Vocabularies): Html =>
  html`<a href="/takeaways/${id}">${title}</a> <span class="muted">${eventName(events.get(event)) ?? event}</span>`;

/** @returns speakers, each with a link if they have a page, and their organisations. */
export const speakerList = (speakers: NonNullable<Takeaway['talk']>['speakers']): Html | false =>
  speakers.length > 0 &&
  html`<ul>${speakers.map(
    ({ id, name, organisation }) =>
      html`<li>${id ? html`<a href="/people/${id}">${name}</a>` : name}${organisation && html` <span class="muted">${organisation}</span>`}</li>`,
  )}</ul>`;
