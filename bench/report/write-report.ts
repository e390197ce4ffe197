import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { samplesSchema } from '../../curation/verdicts/recorded-run.js';
import type { Run } from '../bench-run.js';
import { toHtml } from './html-report.js';
import { toMarkdown } from './markdown-report.js';
import { sectionsOf } from './sections.js';

/** Writes samples, summary and report of a run into a new directory. @returns the directory */
export const writeReport = (run: Run, root = 'dist/bench'): string => {
  const { skipped: _, ...samples } = run;
  const directory = join(root, run.id);
  const sections = sectionsOf(run);
  mkdirSync(directory, { recursive: true });
  const write = (name: string, text: string) => writeFileSync(join(directory, name), text);
  write('samples.json', `${JSON.stringify(samplesSchema.parse(samples))}\n`);
  write('summary.md', toMarkdown(run, sections));
  write('report.html', toHtml(run, sections));
  return directory;
};
