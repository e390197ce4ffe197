/** The claims page as HTML: each claim, how it is tested, and the results so far. */
import type { Finding, Findings, Rule } from '../dataset/records/measurement.js';
import type { Takeaway } from '../dataset/records/schema.js';
import { type Html, html } from '../encoding/markup.js';
import {
  formatAmount,
  formatCount,
  formatDate,
  formatNumber,
  formatRange,
  formatShort,
} from './format-text.js';
import type { Page } from './html-document.js';
import { describeClaims } from './linked-data.js';
import { renderPlot } from './plot.js';
import type { Counted } from './vocabulary-maps.js';

/** A claim and some of the takeaways that make it. */
export interface ClaimWithTakeaways {
  readonly claim: Counted<'claims'>;
  readonly takeaways: readonly Takeaway[];
}

/** @returns the page of all claims. */
export const renderClaims = (claims: readonly ClaimWithTakeaways[]): Page => {
  const measured = claims.filter(({ claim }) => claim.measurements?.length).length;
  const intro = `${formatCount(claims.length, 'statement')} that speakers made and that can be measured, ${measured} of them measured so far. Each claim shows how it is tested and what would refute it.`;
  return {
    title: 'Claims',
    description: intro,
    canonical: '/claims',
    json: '/v1/claims',
    linkedData: describeClaims(claims.map(({ claim }) => claim)),
    main: html`<div class="intro"><h1>Claims put to the test</h1><p>${intro}</p></div>
${claims.map(board)}`,
  };
};

const board = ({ claim, takeaways }: ClaimWithTakeaways): Html => {
  const { id, statement, metric, unit, measurement, refutation, count } = claim;
  const { rules = [], measurements = [] } = claim;
  return html`
<article class="claim" id="${id}">
<h2><a href="#${id}">${statement}</a></h2>
${verdict(claim)}
${measurements.map((machine) => onMachine(rules, machine, measurements.length > 1))}
<dl>
<div><dt>Metric</dt><dd>${metric} <span class="muted">in ${unit}</span></dd></div>
<div><dt>How it is measured</dt><dd>${measurement}</dd></div>
<div><dt>What would refute it</dt><dd>${refutation}</dd></div>
${rules.length > 0 && html`<div><dt>Rules, written before measuring</dt><dd><ul>${rules.filter(({ decides }) => decides).map(ruleItem)}</ul></dd></div>`}
<div><dt>Claimed in</dt><dd><ul>${takeaways.map(
    (takeaway) => html`<li><a href="/takeaways/${takeaway.id}">${takeaway.title}</a></li>`,
  )}${
    count > takeaways.length &&
    html`<li><a href="/?claim=${id}">All ${formatCount(count, 'takeaway')}</a></li>`
  }</ul></dd></div>
</dl>
</article>`;
};

const outcomes = { supported: 'Supported', refuted: 'Refuted', undecided: 'Undecided' } as const;

const verdict = ({ verdict, measurements = [] }: Counted<'claims'>): Html =>
  verdict && measurements.length > 0
    ? html`<p class="verdict ${verdict.outcome}"><strong>${outcomes[verdict.outcome]}</strong> ${verdict.text}</p>`
    : html`<p class="verdict">Not measured yet</p>`;

const ruleItem = ({ label, expected, threshold, unit, reason }: Rule): Html =>
  html`<li>${label}: ${expected} ${formatShort(threshold)} ${unit}. <span class="muted">${reason}</span></li>`;

/** The findings on one machine, with its verdict if there are several machines. */
const onMachine = (
  rules: readonly Rule[],
  { machine, runs, findings, verdict }: Findings,
  several: boolean,
): Html => html`<section>
<h3>${machine.cpu}, ${formatCount(machine.cores, 'core')}, ${formatShort(machine.memory_mib / 1024)} GiB</h3>
${several && html`<p class="verdict ${verdict.outcome}"><strong>${outcomes[verdict.outcome]}</strong> ${verdict.text}</p>`}
${findings.map((finding) => {
  const rule = rules.find(({ id }) => id === finding.rule);
  return rule && finding.contenders.length > 0 && figure(rule, finding);
})}
${runs.map(
  ({ date, commit, versions }) =>
    html`<p class="muted">Measured on ${formatDate(date)} at commit ${commit.slice(0, 7)}: ${Object.entries(
      versions,
    )
      .map((version) => version.join(' '))
      .join(', ')}.</p>`,
)}
</section>`;

const figure = (rule: Rule, { outcome, text, contenders }: Finding): Html => html`<figure>
<figcaption>${rule.label}${!rule.decides && html` <span class="muted">(for information: not part of the verdict)</span>`}</figcaption>
<p>${outcomes[outcome]}. ${text}</p>
${rule.statistic !== 'share-passed' && renderPlot(rule, contenders)}
${rule.statistic === 'share-passed' ? passedTable(contenders) : numbersTable(rule, contenders)}
</figure>`;

const numbersTable = ({ statistic }: Rule, contenders: Finding['contenders']): Html => html`<table>
<thead><tr><th scope="col">Contender</th><th scope="col">${statistic === 'slope' ? 'Slope' : 'Median'}</th><th scope="col">95% interval</th><th scope="col">Samples</th></tr></thead>
<tbody>${contenders.map(
  ({ name, value, low, high, unit, samples }) =>
    html`<tr><th scope="row">${name}</th><td>${formatAmount(value, unit)}</td><td>${low === high ? 'none' : formatRange(low, high, unit)}</td><td>${formatNumber(samples)}</td></tr>`,
)}</tbody>
</table>`;

const passedTable = (contenders: Finding['contenders']): Html => html`<table>
<thead><tr><th scope="col">Contender</th><th scope="col">Outcome</th></tr></thead>
<tbody>${contenders.map(
  ({ name, value, unit }) =>
    html`<tr><th scope="row">${name}</th><td>${formatAmount(value, unit)}</td></tr>`,
)}</tbody>
</table>`;
