import type { Run } from '../bench-run.js';
import type { Figure, Section } from './section.js';

const style = `
:root { color-scheme: light dark; --quiet: light-dark(#57606a, #9da7b1); --line: light-dark(#d0d7de, #3d444d); }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: light-dark(#1f2328, #e6edf3); background: light-dark(#fff, #0d1117); }
h1, h2, h3 { line-height: 1.2; } h2 { margin-top: 3rem; } h3 { font-size: 1rem; margin-top: 2rem; }
nav ul { columns: 2; padding-left: 1.2rem; } a { color: inherit; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-size: .875rem; font-variant-numeric: tabular-nums; }
th, td { padding: .25rem .75rem .25rem 0; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
thead th { color: var(--quiet); font-weight: 600; }
figure { margin: 1rem 0; } svg { max-width: 100%; height: auto; font-family: inherit; }
`;

/** @returns the report as one HTML file without scripts or external resources. */
export const toHtml = (run: Run, sections: readonly Section[]): string => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Bench ${escapeText(run.id)}</title>
<style>${style}</style>
<h1>Bench ${escapeText(run.id)}</h1>
<nav><ul>${sections.map(({ title }) => `<li><a href="#${anchor(title)}">${escapeText(title)}</a></li>`).join('')}</ul></nav>
<main>
${sections.map(toSection).join('\n')}
</main>
</html>
`;

const toSection = ({ title, text, figures }: Section): string =>
  `<section id="${anchor(title)}"><h2>${escapeText(title)}</h2>
${text.map((paragraph) => `<p>${escapeText(paragraph)}</p>`).join('\n')}
${figures.map(toFigure).join('\n')}</section>`;

const toFigure = ({ caption, columns, rows, plot }: Figure): string =>
  `<h3>${escapeText(caption)}</h3>
${plot ? `<div role="img" aria-label="Plot of ${escapeText(caption)}; the table below has the numbers">${plot}</div>` : ''}
<div class="scroll" tabindex="0" role="region" aria-label="${escapeText(caption)}"><table><thead><tr>${columns.map((cell) => `<th scope="col">${escapeText(cell)}</th>`).join('')}</tr></thead>
<tbody>${rows.map(toRow).join('\n')}</tbody></table></div>`;

const toRow = ([first = '', ...rest]: readonly string[]): string =>
  `<tr><th scope="row">${escapeText(first)}</th>${rest.map((cell) => `<td>${escapeText(cell)}</td>`).join('')}</tr>`;

const anchor = (title: string): string => title.toLowerCase().replace(/[^a-z0-9]+/g, '-');

/** @returns text for HTML or SVG, in elements and attributes. */
export const escapeText = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
