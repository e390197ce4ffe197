/** A plot of one finding: a bar with an interval per contender, and the threshold. */
import type { Finding, Rule } from '../dataset/records/measurement.js';
import { type Html, html } from '../encoding/markup.js';
import { formatAmount } from './format-text.js';

/** Heights in pixels. Widths are in per cent, so that text keeps its size. */
const row = 52;
const bar = { top: 24, height: 14 };
const scale = 24;

/**
 * @param rule the rule, with its threshold
 * @param contenders the results; at least one
 * @returns inline SVG with an axis from zero; its label contains the same numbers
 */
export const renderPlot = (rule: Rule, contenders: Finding['contenders']): Html => {
  const { label, expected, threshold, of, per } = rule;
  const unit = contenders[0]?.unit ?? '';
  // The threshold of a ratio is a multiple of the other contender's value.
  const base = contenders.find(({ id }) => id === per);
  const limit = per === undefined || base ? threshold * (base?.value ?? 1) : undefined;
  const longest = Math.max(limit ?? 0, ...contenders.map(({ high }) => high));
  const share = (value: number) => (longest > 0 ? percent(Math.max(0, value) / longest) : 0);
  const texts = [
    label,
    ...contenders.map((one) => `${one.name}: ${formatAmount(one.value, one.unit)}`),
    limit !== undefined && `expected: ${expected} ${formatAmount(limit, unit)}`,
  ];
  const height = contenders.length * row + scale;
  return html`<svg class="plot" role="img" aria-label="${texts.filter(Boolean).join('; ')}" width="100%" height="${height}">${contenders.map(
    (one, index) => contender(one, index * row, share),
  )}${limit !== undefined && mark(share(limit), contenders.findIndex(({ id }) => id === of) * row, height, `${expected} ${formatAmount(limit, unit)}`)}</svg>`;
};

const contender = (
  { name, value, low, high, unit }: Finding['contenders'][number],
  top: number,
  share: (value: number) => number,
): Html => {
  return html`<g>
<text y="${top + 15}">${name}</text><text class="value" x="100%" y="${top + 15}">${formatAmount(value, unit)}</text>
<rect y="${top + bar.top}" width="${share(value)}%" height="${bar.height}"/>
${low !== high && interval(`${share(low)}%`, `${share(high)}%`, top + bar.top)}</g>`;
};

const interval = (low: string, high: string, top: number): Html => {
  const [upper, middle, lower] = [top + 2, top + bar.height / 2, top + bar.height - 2];
  return html`<line x1="${low}" x2="${high}" y1="${middle}" y2="${middle}"/><line x1="${low}" x2="${low}" y1="${upper}" y2="${lower}"/><line x1="${high}" x2="${high}" y1="${upper}" y2="${lower}"/>`;
};

/** The threshold: a line from the judged bar down to its label. */
const mark = (share: number, top: number, height: number, text: string): Html =>
  html`<g class="threshold"><line x1="${share}%" x2="${share}%" y1="${top + bar.top - 4}" y2="${height - scale + 6}"/><text${share > 50 && html` class="value"`} x="${share}%" y="${height - 3}">${text}</text></g>`;

const percent = (share: number): number => Math.round(share * 1000) / 10;
