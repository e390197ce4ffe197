/** The page of a technology, topic, talk, event or person: what was said about it, by whom and where. */
import type { Takeaway } from '../dataset/records/schema.js';
import { type Content, type Html, html } from '../encoding/markup.js';
import { nameOf, vocabularyOf } from './filters.js';
import { formatCount, formatDate, formatDates } from './format-text.js';
import type { Page } from './html-document.js';
import {
  describeList,
  eventOf,
  type LinkedData,
  personOf,
  talkOf,
  technologyOf,
  topicOf,
} from './linked-data.js';
import { speakerList, topicLinks, topicsOf } from './record-links.js';
import type { Counted, Vocabularies } from './vocabulary-maps.js';

/** The facets whose values have a page. */
export const subjectFacets = ['technology', 'topic', 'talk', 'event', 'person'] as const;
export type SubjectFacet = (typeof subjectFacets)[number];

/** The data of the page. */
export interface SubjectView<Subject extends SubjectFacet = SubjectFacet> {
  readonly facet: Subject;
  readonly record: Counted<(typeof vocabularyOf)[Subject]>;
  readonly vocabularies: Vocabularies;
  /** The first of its takeaways. */
  readonly takeaways: readonly Takeaway[];
}

/** What is particular to one kind of subject. */
interface Particulars {
  readonly kind: string;
  readonly lead?: string | undefined;
  /** Facts with their labels; those without content are left out. */
  readonly facts: readonly (readonly [label: string, content: Content])[];
  readonly about: (address: Parameters<LinkedData>[0]) => Readonly<Record<string, unknown>>;
}

/** @returns the page of a record. */
export const renderSubject = (view: SubjectView): Page => {
  const { facet, record, vocabularies, takeaways } = view;
  const { id, count } = record;
  const path = `/${vocabularyOf[facet]}/${id}`;
  const name = nameOf(vocabularies, facet, id);
  const { kind, lead, facts, about } = particularsOf(view);
  const heading = facet === 'event' ? vocabularies.events.get(id)?.name : name;
  const summary = `${formatCount(count, 'takeaway')} ${prepositions[facet]} ${heading ?? name}, from write-ups of KubeCon + CloudNativeCon Europe.`;
  return {
    title: heading ?? name,
    description: lead ? `${lead} ${summary}` : summary,
    canonical: path,
    json: `/v1${path}`,
    linkedData: describeList(path, heading ?? name, about, takeaways),
    main: html`<div class="takeaway">
<p class="kicker">${kind}</p>
<h1>${heading ?? name}</h1>
${lead && html`<p class="lead">${lead}</p>`}
${facts.map(
  ([label, content]) =>
    content &&
    html`
<section><h2>${label}</h2>
${content}
</section>`,
)}
</div>
<section class="said"><h2>What people took home</h2>
<ol class="takeaways">${takeaways.map((takeaway) => item(takeaway, vocabularies))}</ol>
<p><a href="/?${facet}=${id}">${takeaways.length < count ? `All ${formatCount(count, 'takeaway')}` : 'Search these takeaways'}</a></p>
</section>
${beside(view)}`,
  };
};

const prepositions = {
  technology: 'about',
  topic: 'on',
  talk: 'from the talk',
  event: 'from',
  person: 'with',
} as const satisfies Record<SubjectFacet, string>;

const item = (takeaway: Takeaway, vocabularies: Vocabularies): Html => {
  const { id, title, summary, event, talk, source } = takeaway;
  const speakers = talk?.speakers.map(({ name }) => name).join(', ');
  const by = speakers || vocabularies.sources.get(source.id)?.title;
  return html`
<li><article>
<p class="kicker">${topicLinks(takeaway, vocabularies)} <a href="/events/${event}">${nameOf(vocabularies, 'event', event)}</a></p>
<h3><a href="/takeaways/${id}">${title}</a></h3>
<p>${summary}</p>
${by && html`<p class="muted">${by}</p>`}
</article></li>`;
};

/** How many records of one vocabulary the page leads to. */
const maxBeside = 12;

/** What else these takeaways are about, the most frequent first. */
const beside = ({ facet, record, vocabularies, takeaways }: SubjectView): Html | false => {
  const found: Readonly<Record<SubjectFacet, readonly string[]>> = {
    technology: takeaways.flatMap(({ technologies }) => technologies),
    topic: takeaways.flatMap(topicsOf),
    talk: takeaways.flatMap(({ talk }) => talk?.id ?? []),
    event: takeaways.map(({ event }) => event),
    person: takeaways.flatMap(({ talk, people = [] }) => [
      ...(talk?.speakers ?? []).flatMap(({ id }) => id ?? []),
      ...people,
    ]),
  };
  const groups = subjectFacets.flatMap((other) => {
    const ids = mostFrequent(found[other].filter((id) => other !== facet || id !== record.id));
    return ids.length > 0 ? [{ other, ids }] : [];
  });
  return (
    groups.length > 0 &&
    html`<nav class="takeaway" aria-label="Related">${groups.map(
      ({ other, ids }) => html`
<section><h2>${labels[other]}</h2>
<ul class="tags">${ids.map(
        (id) =>
          html`<li><a href="/${vocabularyOf[other]}/${id}">${nameOf(vocabularies, other, id)}</a></li>`,
      )}</ul>
</section>`,
    )}</nav>`
  );
};

const labels = {
  technology: 'Technologies',
  topic: 'Topics',
  talk: 'Talks',
  event: 'Events',
  person: 'People',
} as const satisfies Record<SubjectFacet, string>;

const mostFrequent = (ids: readonly string[]): string[] => {
  const counts = new Map<string, number>();
  for (const id of ids) counts.set(id, (counts.get(id) ?? 0) + 1);
  return [...counts]
    .sort(([, one], [, other]) => other - one)
    .slice(0, maxBeside)
    .map(([id]) => id);
};

const isOf = <Subject extends SubjectFacet>(
  view: SubjectView,
  facet: Subject,
): view is SubjectView<Subject> => view.facet === facet;

const particularsOf = (view: SubjectView): Particulars => {
  const { vocabularies } = view;
  if (isOf(view, 'technology')) return technology(view.record);
  if (isOf(view, 'talk')) return talk(view.record, vocabularies);
  if (isOf(view, 'event')) return event(view.record, vocabularies);
  if (isOf(view, 'person')) return person(view.record, vocabularies);
  const { record } = view as SubjectView<'topic'>;
  return { kind: 'Topic', lead: record.description, facts: [], about: () => topicOf(record) };
};

const kinds = {
  project: 'Project',
  standard: 'Standard',
  company: 'Company',
  product: 'Product',
  'working-group': 'Working group',
  api: 'API',
  document: 'Document',
  law: 'Law',
  licence: 'Licence',
  process: 'Process',
  service: 'Service',
} as const;

const technology = (record: Counted<'technologies'>): Particulars => {
  const { kind, description, homepage, aliases, cncf_levels: levels = [] } = record;
  return {
    kind: kinds[kind],
    lead: description,
    facts: [
      [
        'Homepage',
        html`<p><a href="${homepage}">${homepage.replace(/^https:\/\/|\/$/g, '')}</a></p>`,
      ],
      ['Also called', aliases.length > 0 && html`<p>${aliases.join(', ')}</p>`],
      [
        'CNCF maturity level',
        levels.length > 0 &&
          html`<ul>${levels.map(
            ({ level, since, as_of, source }) =>
              html`<li>${level} since ${formatDate(since)} <span class="muted">as of ${formatDate(as_of)}, <a href="${source}">CNCF landscape</a></span></li>`,
          )}</ul>`,
      ],
    ],
    about: () => technologyOf(record),
  };
};

const talk = (record: Counted<'talks'>, { events }: Vocabularies): Particulars => {
  const { kind, speakers, event, schedule, recording, note } = record;
  const held = events.get(event);
  return {
    kind: { talk: 'Talk', keynote: 'Keynote', panel: 'Panel' }[kind],
    facts: [
      [speakers.length === 1 ? 'Speaker' : 'Speakers', speakerList(speakers)],
      ['Event', held && html`<p><a href="/events/${event}">${held.name}</a></p>`],
      ['Recording', recording && html`<p><a href="${recording}">Watch it</a></p>`],
      ['Schedule', schedule && html`<p><a href="${schedule}">Its entry in the schedule</a></p>`],
      ['Note', note && html`<p>${note}</p>`],
    ],
    about: (address) => talkOf(record, address, held),
  };
};

const event = (record: Counted<'events'>, { sources }: Vocabularies): Particulars => {
  const { id, start, end, city, country, homepage, description } = record;
  const writeUps = [...sources.values()].filter((source) => source.event === id);
  return {
    kind: 'Event',
    lead: description,
    facts: [
      ['When and where', html`<p>${formatDates(start, end)}, ${city}, ${country}</p>`],
      ['Homepage', html`<p><a href="${homepage}">${record.name}</a></p>`],
      [
        writeUps.length === 1 ? 'Write-up' : 'Write-ups',
        writeUps.length > 0 &&
          html`<ul>${writeUps.map(
            ({ url, title, publisher }) =>
              html`<li>${url ? html`<a href="${url}">${title}</a>` : title}${publisher && html` <span class="muted">${publisher}</span>`}</li>`,
          )}</ul>`,
      ],
    ],
    about: (address) => eventOf(record, address),
  };
};

const person = (record: Counted<'people'>, { talks, events }: Vocabularies): Particulars => {
  const held = [...talks.values()].flatMap((talk) => {
    const speaker = talk.speakers.find(({ id }) => id === record.id);
    return speaker ? [{ talk, speaker }] : [];
  });
  return {
    kind: 'Person',
    lead: record.note,
    facts: [
      [
        held.length === 1 ? 'Talk' : 'Talks',
        held.length > 0 &&
          html`<ul>${held.map(
            ({ talk: { id, title, event }, speaker: { organisation } }) =>
              html`<li><a href="/talks/${id}">${title}</a> <span class="muted">${[events.get(event)?.city, events.get(event)?.year, organisation && `as ${organisation}`].filter(Boolean).join(' ')}</span></li>`,
          )}</ul>`,
      ],
    ],
    about: (address) => personOf(record, address),
  };
};
