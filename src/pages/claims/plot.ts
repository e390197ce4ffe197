/** A plot of one finding: a bar with an interval per contender, and the threshold. */
import type { Finding, Rule } from '../../dataset/records/measurement.js';
import { type Html, html } from '../../encoding/markup.js';
import { formatAmount } from '../format-text.js';

/** Heights in pixels. Widths are in per cent, so that text keeps its size. */
const row = 44;
const bar = { top: 22, height: 14 };
const scale = 24;

type Contender = Finding['contenders'][number];

/** What a contender's own value is expected to be. */
interface Limit {
  readonly value: number;
  readonly expected: Rule['expected'];
  /** The contender to which it applies; all without it. */
  readonly of?: string | undefined;
  /** The baseline that it is a multiple of. */
  readonly against?: string;
}

/** What is expected of the divisor, if the dividend is given. */
const reversed: Readonly<Record<Rule['expected'], Rule['expected']>> = {
  'less than': 'more than',
  'more than': 'less than',
  'at least': 'at most',
  'at most': 'at least',
};

const limitOf = (rule: Rule, contenders: readonly Contender[]): Limit | undefined => {
  const { expected, threshold, of, per, ratio } = rule;
  if (ratio) {
    const base = contenders.find(({ role }) => role === 'baseline');
    if (!base) return undefined;
    return ratio === 'contender per baseline'
      ? { value: base.value * threshold, expected, against: base.name }
      : { value: base.value / threshold, expected: reversed[expected], against: base.name };
  }
  if (per === undefined) return { value: threshold, expected, of };
  // A ratio of an earlier dataset: the threshold is a multiple of the other contender's value.
  const base = contenders.find(({ id }) => id === per);
  return base && { value: threshold * base.value, expected, of };
};

/**
 * @param rule the rule, with its threshold
 * @param contenders the results; at least one
 * @returns inline SVG with an axis from zero; its label contains the same numbers
 */
export const renderPlot = (rule: Rule, contenders: Finding['contenders']): Html => {
  const unit = contenders[0]?.unit ?? '';
  const limit = limitOf(rule, contenders);
  const longest = Math.max(limit?.value ?? 0, ...contenders.map(({ high }) => high));
  const share = (value: number) => (longest > 0 ? percent(Math.max(0, value) / longest) : 0);
  const limitText =
    limit &&
    `${limit.expected} ${formatAmount(limit.value, unit)}${limit.against ? `, by ${limit.against}` : ''}`;
  const texts = [
    rule.label,
    ...contenders.map((one) => `${one.name}: ${formatAmount(one.value, one.unit)}`),
    limitText && `expected: ${limitText}`,
  ];
  const height = contenders.length * row + scale;
  const judged = limit ? contenders.findIndex(({ id }) => id === limit.of) : 0;
  return html`<svg class="plot" role="img" aria-label="${texts.filter(Boolean).join('; ')}" width="100%" height="${height}">${contenders.map(
    (one, index) => contender(one, index * row, share),
  )}${limit && limitText && mark(share(limit.value), Math.max(0, judged) * row, height, limitText)}</svg>`;
};

const contender = (
  { name, value, low, high, unit, role, deciles }: Contender,
  top: number,
  share: (value: number) => number,
): Html => {
  return html`<g>
<text y="${top + 15}">${name}</text><text class="value" x="100%" y="${top + 15}">${formatAmount(value, unit)}</text>
<rect class="bar${role === 'baseline' && ' baseline'}" y="${top + bar.top}" width="${share(value)}%" height="${bar.height}"/>
${deciles && spread(share(deciles[1] ?? low), share(deciles[9] ?? high), top + bar.top)}
${low !== high && interval(`${share(low)}%`, `${share(high)}%`, top + bar.top)}</g>`;
};

/** Where eight of ten samples are. */
const spread = (from: number, to: number, top: number): Html =>
  html`<line class="spread" x1="${from}%" x2="${Math.min(100, to)}%" y1="${top + bar.height + 3}" y2="${top + bar.height + 3}"/>`;

const interval = (low: string, high: string, top: number): Html => {
  const [upper, middle, lower] = [top + 2, top + bar.height / 2, top + bar.height - 2];
  return html`<line x1="${low}" x2="${high}" y1="${middle}" y2="${middle}"/><line x1="${low}" x2="${low}" y1="${upper}" y2="${lower}"/><line x1="${high}" x2="${high}" y1="${upper}" y2="${lower}"/>`;
};

/** The threshold: a line from the first judged bar down to its label. */
const mark = (share: number, top: number, height: number, text: string): Html =>
  html`<g class="threshold"><line x1="${share}%" x2="${share}%" y1="${top + bar.top - 4}" y2="${height - scale + 6}"/><text${share > 50 && html` class="value"`} x="${share}%" y="${height - 3}">${text}</text></g>`;

const percent = (share: number): number => Math.round(share * 1000) / 10;
