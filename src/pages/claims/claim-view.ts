/** One claim: its verdict, the findings by kind, and how it is judged. */
import type { Findings, Rule } from '../../dataset/records/measurement.js';
import type { Takeaway } from '../../dataset/records/schema.js';
import { type Html, html } from '../../encoding/markup.js';
import { formatCount, formatDate, formatShort } from '../format-text.js';
import type { Counted } from '../vocabulary-maps.js';
import { renderFinding } from './finding-view.js';
import { verdictOf, verdictWords } from './outcomes.js';

/** A claim and some of the takeaways that make it. */
export interface ClaimWithTakeaways {
  readonly claim: Counted<'claims'>;
  readonly takeaways: readonly Takeaway[];
}

/** @returns the claim as an article. */
export const renderClaim = ({ claim, takeaways }: ClaimWithTakeaways): Html => {
  const { id, statement, metric, unit, measurement, refutation, count } = claim;
  const { rules = [], measurements = [], said_by = [], earlier = [] } = claim;
  return html`
<article class="claim" id="${id}">
<h2><a href="#${id}">${statement}</a></h2>
${overall(claim)}
${measurements.map((found, index) => onMachine({ id, statement }, rules, found, { index, count: measurements.length }))}
<dl>
${said_by.length > 0 && html`<div><dt>Said by</dt><dd><ul>${said_by.map(({ name, role, takeaway }) => html`<li><a href="/takeaways/${takeaway}">${name}</a> <span class="muted">(${role})</span></li>`)}</ul></dd></div>`}
<div><dt>Metric</dt><dd>${metric} <span class="muted">in ${unit}</span></dd></div>
<div><dt>How it is measured</dt><dd>${measurement}</dd></div>
<div><dt>What would refute it</dt><dd>${refutation}</dd></div>
${rules.length > 0 && html`<div><dt>Rules, written before measuring</dt><dd><ul>${rules.filter(({ decides }) => decides).map(ruleItem)}</ul></dd></div>`}
${earlier.length > 0 && html`<div><dt>By earlier rules</dt><dd><ul>${earlier.map(({ until, statement, outcome, text }) => html`<li>Until ${formatDate(until)}, “${statement}”: <strong>${verdictWords[outcome]}</strong>. <span class="muted">${text}</span></li>`)}</ul></dd></div>`}
<div><dt>Claimed in</dt><dd><ul>${takeaways.map(
    (takeaway) => html`<li><a href="/takeaways/${takeaway.id}">${takeaway.title}</a></li>`,
  )}${
    count > takeaways.length &&
    html`<li><a href="/?claim=${id}">All ${formatCount(count, 'takeaway')}</a></li>`
  }</ul></dd></div>
</dl>
</article>`;
};

const overall = ({ judgement, verdict, measurements = [] }: Counted<'claims'>): Html => {
  const found = judgement ?? verdict;
  return found && measurements.length > 0
    ? verdictOf(found)
    : html`<p class="verdict">Not measured yet</p>`;
};

const ruleItem = ({ label, expected, threshold, unit, ratio, reason }: Rule): Html =>
  html`<li>${label}: ${ratio && `${ratio}, `}${expected} ${formatShort(threshold)} ${unit}. <span class="muted">${reason}</span></li>`;

/** The findings on one machine, with its verdict if there are several machines. */
const onMachine = (
  { id, statement }: { readonly id: string; readonly statement: string },
  rules: readonly Rule[],
  { machine, runs, findings, verdict, judgement = verdict }: Findings,
  { index, count }: { readonly index: number; readonly count: number },
): Html => {
  // Anchors lead to the first machine.
  const anchored = new Set<string>();
  return html`<section>
<h3>${machine.cpu}, ${formatCount(machine.cores, 'core')}, ${formatShort(machine.memory_mib / 1024)} GiB</h3>
${count > 1 && verdictOf(judgement)}
${findings.map((finding) => {
  const rule = rules.find((one) => one.id === finding.rule);
  return (
    rule &&
    finding.contenders.length > 0 &&
    renderFinding(
      rule,
      finding,
      count > 1 ? `${statement}, ${machine.id}` : statement,
      index === 0 ? { claim: id, anchored } : undefined,
    )
  );
})}
${runs.map(
  ({ id, date, commit, versions, busy_before = 0 }) =>
    html`<p class="muted">Measured on ${formatDate(date)} at commit ${commit.slice(0, 7)}, samples in <code>data/measurements/${id}/samples.json</code>${busy_before > 0.1 && ', beside other work'}: ${Object.entries(
      versions,
    )
      .map((version) => version.join(' '))
      .join(', ')}.</p>`,
)}
</section>`;
};
