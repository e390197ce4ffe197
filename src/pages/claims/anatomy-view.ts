/** What starts and memory are made of: stacked bars with the same numbers in a table. */
import type { Anatomy } from '../../dataset/records/measurement.js';
import type { Claim } from '../../dataset/records/schema.js';
import { type Html, html } from '../../encoding/markup.js';
import { formatAmount, formatRange, formatShort } from '../format-text.js';

/** Heights in pixels. Widths are in per cent, so that text keeps its size. */
const row = 44;
const bar = { top: 20, height: 18 };

type Stack = Anatomy['stacks'][number];

/** @returns a section with the anatomies of all claims; nothing if there are none. */
export const renderAnatomies = (claims: readonly Claim[]): Html | false => {
  const all = claims.flatMap(({ measurements = [] }) =>
    measurements.flatMap(({ machine, anatomy = [] }) =>
      anatomy.map((one) => ({ machine, ...one })),
    ),
  );
  return (
    all.length > 0 &&
    html`<section class="anatomy claim" id="anatomy"><h2>Where time and memory go</h2>
${all.map(
  (one) => html`<figure>
<figcaption>${one.title}</figcaption>
<p class="muted">On ${one.machine.cpu}; medians, samples in <code>data/measurements/${one.run}/samples.json</code>.</p>
${renderStacks(one)}
${partsTable(one)}
</figure>`,
)}
</section>`
  );
};

const totalOf = ({ parts }: Stack): number => parts.reduce((sum, { value }) => sum + value, 0);

/** Stacked bars from zero, one colour for each part; the label has the same numbers. */
const renderStacks = ({ title, unit, stacks }: Anatomy): Html => {
  const longest = Math.max(...stacks.map(totalOf));
  const labels = partLabels(stacks);
  const share = (value: number) => Math.round((value / longest) * 1000) / 10;
  const said = stacks.map(
    (stack) =>
      `${stack.name}: ${stack.parts.map(({ label, value }) => `${label} ${formatAmount(value, unit)}`).join(', ')}`,
  );
  return html`<svg class="stacks" role="img" aria-label="${[title, ...said].join('; ')}" width="100%" height="${stacks.length * row}">${stacks.map(
    (stack, index) => {
      let at = 0;
      return html`<g>
<text y="${index * row + 15}">${stack.name}</text><text class="value" x="100%" y="${index * row + 15}">${formatAmount(totalOf(stack), unit)}</text>
${stack.parts.map(({ label, value }) => {
  const x = at;
  at += share(value);
  return html`<rect class="part part-${labels.indexOf(label)}" x="${Math.round(x * 10) / 10}%" y="${index * row + bar.top}" width="${share(value)}%" height="${bar.height}"><title>${label}: ${formatAmount(value, unit)}</title></rect>`;
})}</g>`;
    },
  )}</svg>
<ul class="legend">${labels.map(
    (label, index) =>
      html`<li><svg width="14" height="14" aria-hidden="true"><rect class="part part-${index}" width="14" height="14"/></svg> ${label}</li>`,
  )}</ul>`;
};

const partLabels = (stacks: readonly Stack[]): string[] => [
  ...new Set(stacks.flatMap(({ parts }) => parts.map(({ label }) => label))),
];

const partsTable = ({ title, unit, stacks }: Anatomy): Html => {
  const labels = partLabels(stacks);
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${title}, as a table"><table>
<thead><tr><th scope="col">Part, in ${unit}</th>${stacks.map(({ name }) => html`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>${labels.map(
    (label) =>
      html`<tr><th scope="row">${label}</th>${stacks.map(({ parts }) => {
        const part = parts.find((one) => one.label === label);
        return html`<td>${
          part
            ? html`${formatShort(part.value)}${part.low !== part.high && html` <span class="muted">(${formatRange(part.low, part.high, unit)})</span>`}`
            : '–'
        }</td>`;
      })}</tr>`,
  )}</tbody>
</table></div>`;
};
