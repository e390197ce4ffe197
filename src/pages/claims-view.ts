/** The claims board as HTML: each claim, how it is tested, and what came out so far. */
import type { Takeaway } from '../dataset/schema.js';
import type { Page } from './document.js';
import { type Html, html } from './html.js';
import { byLabel, type Measured, measuredOf } from './measurements.js';
import { renderPlot } from './plot.js';
import { countOf } from './text.js';
import type { Counted } from './vocabularies.js';

/** A claim, and some of the takeaways that make it. */
export interface ClaimWithTakeaways {
  readonly claim: Counted<'claims'>;
  readonly takeaways: readonly Takeaway[];
}

/** @returns the page of all claims. */
export const renderClaims = (claims: readonly ClaimWithTakeaways[]): Page => {
  const measured = claims.filter(({ claim }) => measuredOf(claim)).length;
  const intro = `${countOf(claims.length, 'statement')} that speakers made and a machine can check, ${measured} of them measured so far: how each is tested, and what would refute it.`;
  return {
    title: 'Claims',
    description: intro,
    canonical: '/claims',
    json: '/v1/claims',
    main: html`<div class="intro"><h1>Claims put to the test</h1><p>${intro}</p></div>
${claims.map(board)}`,
  };
};

const board = ({ claim, takeaways }: ClaimWithTakeaways): Html => {
  const { id, statement, metric, unit, measurement, refutation, count } = claim;
  const measured = measuredOf(claim);
  return html`
<article class="claim" id="${id}">
<h2><a href="#${id}">${statement}</a></h2>
${measured ? outcome(measured) : html`<p class="verdict">Not measured yet</p>`}
<dl>
<div><dt>Metric</dt><dd>${metric} <span class="muted">in ${unit}</span></dd></div>
<div><dt>How it is measured</dt><dd>${measurement}</dd></div>
<div><dt>What would refute it</dt><dd>${refutation}</dd></div>
<div><dt>Claimed in</dt><dd><ul>${takeaways.map(
    (takeaway) => html`<li><a href="/takeaways/${takeaway.id}">${takeaway.title}</a></li>`,
  )}${
    count > takeaways.length &&
    html`<li><a href="/?claim=${id}">All ${countOf(count, 'takeaway')}</a></li>`
  }</ul></dd></div>
</dl>
</article>`;
};

const verdicts = {
  holds: 'Holds',
  refuted: 'Refuted',
  mixed: 'Holds in part',
  undecided: 'Undecided',
} as const;

const outcome = ({ measurements, verdict }: Measured): Html => html`
${verdict && html`<p class="verdict ${verdict.outcome}"><strong>${verdicts[verdict.outcome]}</strong> ${verdict.text}</p>`}
${[...byLabel(measurements)].map(
  ([label, group]) =>
    html`<figure>${label && html`<figcaption>${label}</figcaption>`}${renderPlot(label, group)}</figure>`,
)}`;
