/** One takeaway as HTML, without sections for missing members. */
import type { Takeaway } from '../dataset/records/schema.js';
import { type Content, type Html, html } from '../encoding/markup.js';
import { nameOf } from './filters.js';
import { formatDate, formatDates, formatNumber } from './format-text.js';
import type { Page } from './html-document.js';
import { describeTakeaway } from './linked-data.js';
import { speakerList, takeawayLink, topicLinks } from './record-links.js';
import type { Vocabularies } from './vocabulary-maps.js';

/** The data of the page. */
export interface TakeawayView {
  readonly takeaway: Takeaway;
  readonly vocabularies: Vocabularies;
  /** The previous takeaway in the default order. */
  readonly previous: Takeaway | undefined;
  readonly next: Takeaway | undefined;
  /** The takeaways that it refers to. */
  readonly related: readonly Takeaway[];
}

/** @returns the page of one takeaway. */
export const renderTakeaway = (page: TakeawayView): Page => {
  const { takeaway, vocabularies, previous, next } = page;
  const { id, title, summary, note } = takeaway;
  const event = vocabularies.events.get(takeaway.event);
  return {
    title,
    description: summary,
    canonical: `/takeaways/${id}`,
    json: `/v1/takeaways/${id}`,
    article: true,
    linkedData: describeTakeaway(takeaway, vocabularies),
    main: html`<article class="takeaway">
<p class="kicker">${topicLinks(takeaway, vocabularies)} <a href="/events/${takeaway.event}">${nameOf(vocabularies, 'event', takeaway.event)}</a></p>
<h1>${title}</h1>
<p class="lead">${summary}</p>
${note && html`<p class="note"><strong>Note:</strong> ${note}</p>`}
${figures(takeaway)}
${talk(takeaway)}
${people(page)}
${claims(page)}
${related(page)}
${technologies(page)}
${links(takeaway)}
${source(page)}
${event && section('Event', html`<p><a href="/events/${event.id}">${event.name}</a><br><span class="muted">${event.city}, ${event.country}, ${formatDates(event.start, event.end)}</span></p>`)}
</article>
<nav class="beside" aria-label="Previous and next takeaway">
${previous && html`<a rel="prev" href="/takeaways/${previous.id}"><span>&larr; Previous</span> ${previous.title}</a>`}
${next && html`<a rel="next" href="/takeaways/${next.id}"><span>Next &rarr;</span> ${next.title}</a>`}
</nav>`,
  };
};

const section = (title: string, content: Content): Html => html`
<section><h2>${title}</h2>
${content}
</section>`;

const figures = ({ figures }: Takeaway): Html | false =>
  figures.length > 0 &&
  section(
    'Figures',
    html`<table>${figures.map(
      ({ label, value, unit, qualifier }) =>
        html`<tr><th scope="row">${label}</th><td>${qualifier && html`<span class="muted">${qualifier}</span> `}<strong>${formatNumber(value)}</strong> ${unit}</td></tr>`,
    )}</table>`,
  );

const talk = ({ talk }: Takeaway): Html | undefined =>
  talk &&
  section(
    'Talk',
    html`<p><cite>${talk.id ? html`<a href="/talks/${talk.id}">${talk.title}</a>` : talk.title}</cite></p>
${speakerList(talk.speakers)}`,
  );

const people = ({ takeaway: { people = [] }, vocabularies }: TakeawayView): Html | false =>
  people.length > 0 &&
  section(
    'People',
    html`<ul>${people.map(
      (id) => html`<li><a href="/people/${id}">${nameOf(vocabularies, 'person', id)}</a></li>`,
    )}</ul>`,
  );

const related = ({ related, vocabularies }: TakeawayView): Html | false =>
  related.length > 0 &&
  section(
    'Related takeaways',
    html`<ul>${related.map((one) => html`<li>${takeawayLink(one, vocabularies)}</li>`)}</ul>`,
  );

const claims = ({ takeaway, vocabularies }: TakeawayView): Html | false =>
  takeaway.claims.length > 0 &&
  section(
    takeaway.claims.length === 1 ? 'Claim' : 'Claims',
    html`<ul>${takeaway.claims.map(
      (id) =>
        html`<li><a href="/claims#${id}">${vocabularies.claims.get(id)?.statement ?? id}</a></li>`,
    )}</ul>`,
  );

const technologies = ({ takeaway, vocabularies }: TakeawayView): Html | false =>
  takeaway.technologies.length > 0 &&
  section(
    'Technologies',
    html`<ul>${takeaway.technologies.map((id) => {
      const { name = id, description } = vocabularies.technologies.get(id) ?? {};
      return html`<li><a href="/technologies/${id}">${name}</a> <span class="muted">${description}</span></li>`;
    })}</ul>`,
  );

const links = ({ links }: Takeaway): Html | false =>
  links.length > 0 &&
  section(
    'Links',
    html`<ul>${links.map(({ title, url }) => html`<li><a href="${url}">${title}</a></li>`)}</ul>`,
  );

const source = ({ takeaway, vocabularies }: TakeawayView): Html => {
  const { id, section: part } = takeaway.source;
  const found = vocabularies.sources.get(id);
  const details = [
    found?.authors.join(', '),
    found?.publisher,
    found?.published && formatDate(found.published),
    found?.status === 'draft' && 'draft',
  ].filter(Boolean);
  return section(
    'Source',
    html`<p><a href="${found?.url ?? `/?source=${id}`}">${found?.title ?? id}</a>, section &ldquo;${part}&rdquo;
${details.length > 0 && html`<br><span class="muted">${details.join(' · ')}</span>`}</p>
${found?.note && html`<p class="muted">${found.note}</p>`}`,
  );
};
