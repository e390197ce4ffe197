/** The explorer as HTML. It is one form, so that it works without its script. */

import type { Takeaway } from '../dataset/records/schema.js';
import type { Revision } from '../dataset/revisions/revision.js';
import type { CountOf } from '../dataset/search/facet-counts.js';
import { facets } from '../dataset/search/shards.js';
import { type Html, html } from '../encoding/markup.js';
import { addressOf, type Choice, nameOf, type Option, optionsOf, shownFacets } from './filters.js';
import { formatCount as count, formatDate, formatNumber } from './format-text.js';
import type { Page } from './html-document.js';
import { describeDataset } from './linked-data.js';
import { topicLinks } from './record-links.js';
import type { Vocabularies } from './vocabulary-maps.js';

/** What the explorer shows. */
export interface Explorer {
  readonly revision: Revision;
  readonly vocabularies: Vocabularies;
  readonly choice: Choice;
  /** Counts the results of each facet value; undefined if that would be too costly. */
  readonly countOf: CountOf | undefined;
  /** The path and the canonical query. */
  readonly address: string;
  readonly total: number;
  /** The number of takeaways before the page. */
  readonly offset: number;
  /** The takeaways on the page. */
  readonly takeaways: readonly Takeaway[];
  readonly prev: string | null;
  readonly next: string | null;
}

/** @returns the explorer page. Its script replaces elements by their ids. */
export const renderExplorer = (explorer: Explorer): Page => {
  const { revision, choice, address, total } = explorer;
  const { counts } = revision;
  const chosen = chosenOf(explorer);
  const what = [choice.q && `“${choice.q}”`, ...chosen.map(({ name }) => name)].filter(Boolean);
  const intro = `${count(counts.takeaways, 'takeaway')} from ${count(counts.sources, 'write-up')} of ${count(counts.events, 'event')}: facts, figures and claims, each with its source.`;
  return {
    ...(what.length > 0 && { title: what.join(', ') }),
    description: intro,
    canonical: address,
    linkedData: describeDataset(intro, revision, [...explorer.vocabularies.sources.values()]),
    json: address.replace(/^\//, '/v1/takeaways'),
    script: 'explorer.js',
    footer: html`<p>Published on ${formatDate(revision.publishedAt)}</p>`,
    main: html`<div class="intro"><h1>What people took home from KubeCon</h1><p>${intro}</p><p id="newer" role="alert" data-revision="${revision.id}" hidden>Newer takeaways have been published. <a href="${address}">Show them</a></p></div>
<form id="explorer" action="/" autocomplete="off">
<div class="search" role="search">
<label for="q">Search takeaways</label>
<input type="search" id="q" name="q" value="${choice.q}" maxlength="200" placeholder="WebAssembly, Cilium, a speaker &hellip;" aria-keyshortcuts="/" spellcheck="false">
<button>Search</button>
</div>
<div class="columns">
<details class="filters"><summary>Filters</summary>
<div id="filters">${hiddenFields(choice)}${shownFacets.map((facet) => filterGroup(explorer, facet))}</div>
<button>Apply filters</button>
</details>
<section id="results" tabindex="-1" aria-label="Results">
<div class="bar"><p id="status" role="status">${resultCount(total, choice)}</p><div id="order">${sortSelect(choice)}</div></div>
<div id="found">${chips(chosen)}${total > 0 ? list(explorer) : noResults(chosen.length > 0)}${pagination(explorer)}</div>
</section>
</div>
</form>`,
  };
};

/** An active filter, and the address without it. */
interface Chosen {
  readonly name: string;
  readonly without: string;
}

const chosenOf = ({ choice, vocabularies }: Explorer): Chosen[] =>
  facets.flatMap((facet) =>
    choice[facet].map((value) => ({
      name: nameOf(vocabularies, facet, value),
      without: addressOf({ ...choice, [facet]: choice[facet].filter((one) => one !== value) }),
    })),
  );

/** Keeps parameters that have no visible field. */
const hiddenFields = ({ year, talk, person, limit }: Choice): Html[] => [
  ...Object.entries({ year, talk, person }).flatMap(([name, values]) =>
    values.map((value) => html`<input type="hidden" name="${name}" value="${value}">`),
  ),
  ...(limit ? [html`<input type="hidden" name="limit" value="${limit}">`] : []),
];

const labels = {
  topic: 'Topic',
  event: 'Event',
  technology: 'Technology',
  claim: 'Claim',
  source: 'Source',
} as const;

/** How many values of a facet are shown before "more". */
const visibleOptions = 10;

/** Facets with long names, collapsed by default. */
const collapsed: readonly string[] = ['claim', 'source'];

const filterGroup = (
  { vocabularies, choice, countOf }: Explorer,
  facet: keyof typeof labels,
): Html => {
  const options = optionsOf(facet, vocabularies, choice, countOf);
  // Chosen values stay visible.
  const visible = options.filter(
    ({ chosen }, index) => chosen || index < visibleOptions || facet === 'topic',
  );
  const others = options.filter((option) => !visible.includes(option));
  const open = !collapsed.includes(facet) || choice[facet].length > 0;
  return html`
<details id="filter-${facet}"${open && html` open`}><summary>${labels[facet]}</summary>
<div role="group" aria-label="${labels[facet]}">${visible.map((option) => checkbox(facet, option))}${
    others.length > 0 &&
    html`<details id="more-${facet}"><summary>${others.length} more</summary>${others.map((option) => checkbox(facet, option))}</details>`
  }</div></details>`;
};

const checkbox = (facet: string, { value, name, chosen, count }: Option): Html => html`
<label><input type="checkbox" name="${facet}" value="${value}"${chosen && html` checked`}><span>${name}</span>${
  count !== undefined && html`<span class="count">${formatNumber(count)}</span>`
}</label>`;

const resultCount = (total: number, { q }: Choice): string =>
  `${count(total, 'takeaway')}${q ? ` for “${q}”` : ''}`;

/** The default order is by relevance with a search and by date without one; the label says which. */
const sortSelect = ({ q, sort }: Choice): Html => {
  const orders = q
    ? { '': 'Best match', '-event': 'Newest first', event: 'Oldest first' }
    : { '': 'Newest first', event: 'Oldest first' };
  return html`<label>Order <select name="sort">${Object.entries(orders).map(
    ([value, name]) =>
      html`<option value="${value}"${value === sort && html` selected`}>${name}</option>`,
  )}</select></label>`;
};

const chips = (chosen: readonly Chosen[]): Html | false =>
  chosen.length > 0 &&
  html`<ul class="chips" aria-label="Active filters">${chosen.map(
    ({ name, without }) =>
      html`<li><a href="${without}" aria-label="Remove filter ${name}">${name} <span aria-hidden="true">&times;</span></a></li>`,
  )}${chosen.length > 1 && html`<li><a class="clear" href="/">Clear all</a></li>`}</ul>`;

const list = ({ takeaways, vocabularies, offset }: Explorer): Html => html`
<ol class="takeaways" start="${offset + 1}">${takeaways.map((takeaway) => item(takeaway, vocabularies))}</ol>`;

const item = (takeaway: Takeaway, vocabularies: Vocabularies): Html => {
  const { id, title, summary, event, technologies } = takeaway;
  return html`
<li><article>
<p class="kicker">${topicLinks(takeaway, vocabularies)} <a href="/events/${event}">${nameOf(vocabularies, 'event', event)}</a></p>
<h2><a href="/takeaways/${id}">${title}</a></h2>
<p>${summary}</p>
${
  technologies.length > 0 &&
  html`<ul class="tags" aria-label="Technologies">${technologies.map(
    (slug) =>
      html`<li><a href="/technologies/${slug}">${nameOf(vocabularies, 'technology', slug)}</a></li>`,
  )}</ul>`
}
</article></li>`;
};

const noResults = (filtered: boolean): Html => html`
<p class="nothing">No takeaways match. ${
  filtered ? 'Remove a filter or try other words.' : 'Try other words.'
} <a href="/">Show all takeaways</a></p>`;

const pagination = ({ offset, takeaways, total, prev, next }: Explorer): Html | false =>
  (prev !== null || next !== null) &&
  html`<nav class="pages" aria-label="Pages">
${prev !== null && html`<a rel="prev" href="${prev}">&larr; Previous</a>`}
<span>${formatNumber(offset + 1)}&ndash;${formatNumber(offset + takeaways.length)} of ${formatNumber(total)}</span>
${next !== null && html`<a rel="next" href="${next}">Next &rarr;</a>`}
</nav>`;
