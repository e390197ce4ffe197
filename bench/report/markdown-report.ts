import type { Run } from '../bench-run.js';
import type { Section } from './section.js';

/** @returns the report as Markdown, without plots. */
export const toMarkdown = (run: Run, sections: readonly Section[]): string =>
  `${[
    `# Bench ${run.id}`,
    ...sections.flatMap(({ title, text, figures }) => [
      `## ${title}`,
      ...text,
      ...figures.flatMap(({ caption, columns, rows }) => [`### ${caption}`, table(columns, rows)]),
    ]),
  ].join('\n\n')}\n`;

const table = (columns: readonly string[], rows: readonly (readonly string[])[]): string =>
  [columns, columns.map(() => '---'), ...rows]
    .map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`)
    .join('\n');
