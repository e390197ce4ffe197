/** A plot of measurements: a bar for each contender from zero on, and the interval of its samples. */
import { type Html, html } from './html.js';
import type { Measurement } from './measurements.js';
import { formatNumber } from './text.js';

/** Heights in pixels; widths are shares of whatever there is, so that text keeps its size. */
const row = 52;
const bar = { top: 24, height: 14 };

/**
 * @param label what was measured
 * @param measurements those to compare, of one unit
 * @returns inline SVG, with the same numbers as its label
 */
export const renderPlot = (label: string, measurements: readonly Measurement[]): Html => {
  const longest = Math.max(...measurements.map(({ value, high = value }) => high));
  const share = (value: number) => `${longest > 0 ? percent(Math.max(0, value) / longest) : 0}%`;
  const texts = measurements.map((one) => `${one.contender}: ${textOf(one)}`);
  return html`<svg class="plot" role="img" aria-label="${[label, ...texts].filter(Boolean).join('; ')}" width="100%" height="${measurements.length * row}">${measurements.map(
    (one, index) => contender(one, index * row, share),
  )}</svg>`;
};

const contender = (one: Measurement, top: number, share: (value: number) => string): Html => {
  const { value, low, high } = one;
  return html`<g>
<text y="${top + 15}">${one.contender}</text><text class="value" x="100%" y="${top + 15}">${textOf(one)}</text>
<rect y="${top + bar.top}" width="${share(value)}" height="${bar.height}"/>
${low !== undefined && high !== undefined && interval(share(low), share(high), top + bar.top)}</g>`;
};

const interval = (low: string, high: string, top: number): Html => {
  const [upper, middle, lower] = [top + 2, top + bar.height / 2, top + bar.height - 2];
  return html`<line x1="${low}" x2="${high}" y1="${middle}" y2="${middle}"/><line x1="${low}" x2="${low}" y1="${upper}" y2="${lower}"/><line x1="${high}" x2="${high}" y1="${upper}" y2="${lower}"/>`;
};

const textOf = ({ value, low, high, unit }: Measurement): string => {
  const range = low !== undefined && high !== undefined;
  return `${formatNumber(value)} ${unit}${range ? ` (${formatNumber(low)} to ${formatNumber(high)})` : ''}`;
};

const percent = (share: number): number => Math.round(share * 1000) / 10;
