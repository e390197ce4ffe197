/** One kind of a claim: the plot of its amounts, and a table with a row for each contender. */
import type { Cell, Finding, Rule } from '../../dataset/records/measurement.js';
import { type Html, html } from '../../encoding/markup.js';
import { formatAmount, formatNumber, formatRange, formatShort } from '../format-text.js';
import { anchorOf } from './grid-view.js';
import { cellWords, verdictWords } from './outcomes.js';
import { renderPlot } from './plot.js';

/** Where the grid's links lead to. */
interface Anchors {
  readonly claim: string;
  /** The contenders that have their place already. */
  readonly anchored: Set<string>;
}

/**
 * @param context what tells the finding apart from those with the same rule elsewhere on the page
 * @returns the finding as a figure
 */
export const renderFinding = (
  rule: Rule,
  finding: Finding,
  context: string,
  anchors?: Anchors,
): Html => {
  const { outcome, text, contenders, judgement = { outcome, text } } = finding;
  const isShare = rule.statistic === 'share-passed';
  return html`<figure>
<figcaption>${rule.label}${!rule.decides && html` <span class="muted">(for information: not part of the verdict)</span>`}</figcaption>
<p>${verdictWords[judgement.outcome]}. ${judgement.text}</p>
${!isShare && renderPlot(rule, contenders)}
<div class="scroll" tabindex="0" role="region" aria-label="${context}: ${rule.label}, as a table">${
    isShare ? passedTable(finding, anchors) : numbersTable(rule, finding, anchors)
  }</div>
</figure>`;
};

const anchor = (contender: string, anchors: Anchors | undefined): Html | false => {
  if (!anchors || anchors.anchored.has(contender)) return false;
  anchors.anchored.add(contender);
  return html` id="${anchorOf(anchors.claim, contender)}"`;
};

const numbersTable = (rule: Rule, { contenders, cells = [] }: Finding, anchors?: Anchors): Html => {
  const baselines = contenders.filter(({ role }) => role === 'baseline');
  const against = rule.ratio ? baselines : [];
  const spread = contenders.some(({ deciles }) => deciles);
  return html`<table>
<thead><tr><th scope="col">Contender</th><th scope="col">${rule.statistic === 'slope' ? 'Slope' : 'Median'}</th><th scope="col">95% interval</th>${spread && html`<th scope="col">80% of samples</th>`}<th scope="col">Samples</th>${
    cells.length > 0 &&
    (rule.ratio
      ? against.map(({ name }) => html`<th scope="col">Against ${name}</th>`)
      : html`<th scope="col">Outcome</th>`)
  }</tr></thead>
<tbody>${contenders.map(({ id, name, role, value, low, high, unit, samples, deciles }) => {
    const own = cells.filter(({ contender }) => contender === id && role !== 'baseline');
    return html`<tr${role !== 'baseline' && anchor(id, anchors)}><th scope="row">${name}${role === 'baseline' && html` <span class="muted">(baseline)</span>`}</th><td>${formatAmount(value, unit)}</td><td>${low === high ? 'none' : formatRange(low, high, unit)}</td>${
      spread &&
      html`<td>${deciles ? formatRange(deciles[1] ?? low, deciles[9] ?? high, unit) : '–'}</td>`
    }<td>${formatNumber(samples)}</td>${
      cells.length > 0 &&
      (rule.ratio
        ? against.map((base) => outcomeCell(own.find(({ baseline }) => baseline === base.id)))
        : outcomeCell(own[0]))
    }</tr>`;
  })}</tbody>
</table>`;
};

const outcomeCell = (cell: Cell | undefined): Html => {
  if (!cell) return html`<td></td>`;
  const { outcome, baseline, result } = cell;
  return html`<td class="${outcome}">${cellWords[outcome]}${baseline !== undefined && result && html` <span class="muted">${formatShort(result.value)} times</span>`}</td>`;
};

/** A row for each file on each runtime; the first of a file is its anchor. */
const passedTable = ({ contenders, cells = [] }: Finding, anchors?: Anchors): Html => html`<table>
<thead><tr><th scope="col">Contender</th><th scope="col">Outcome</th></tr></thead>
<tbody>${contenders.map(({ id, name, value, unit }) => {
  const file = cells.find(({ contender }) => id === contender || id.startsWith(`${contender}-on-`));
  return html`<tr${file && anchor(file.contender, anchors)}><th scope="row">${name}</th><td>${formatAmount(value, unit)}</td></tr>`;
})}</tbody>
</table>`;
