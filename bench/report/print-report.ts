import { readFileSync } from 'node:fs';
import type { Run } from '../bench-run.js';
import { describeRecording, recordRun } from '../recording/record-run.js';
import { writeReport } from './write-report.js';

/** Writes the report of a run and prints its summary. @throws Error if nothing was measured */
export const report = (
  run: Run,
  { json, record }: { readonly json?: true; readonly record?: true },
): void => {
  for (const { what, because } of run.skipped) {
    process.stderr.write(`Not measured: ${what}. ${because}\n`);
  }
  if (run.series.length === 0) throw new Error('Nothing was measured. See the reasons above.');
  const directory = writeReport(run);
  const recording = record && recordRun(directory);
  if (json) console.log(readFileSync(`${directory}/samples.json`, 'utf8'));
  else console.log(`${readFileSync(`${directory}/summary.md`, 'utf8')}\n${directory}/report.html`);
  if (recording) console.error(describeRecording(recording));
};
