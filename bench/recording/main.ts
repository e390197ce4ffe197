/** `npm run bench:record`: copies a finished run of the bench into the dataset. */
import { Command } from 'commander';
import { dataFolder } from '../../curation/read-dataset.js';
import { describeRecording, recordRun, writeFrontPage } from './record-run.js';
import { RecordingError } from './recorded-runs.js';

const command = new Command('npm run bench:record --')
  .description(
    'Copies the samples of a finished run into data/measurements, and computes the summary that verdicts are based on. For a run that is already recorded, recomputes the summary.',
  )
  .argument('[run]', 'the folder of the run; without it, only the pages are made again')
  .option('--data <path>', 'the folder of the dataset', dataFolder)
  .option('--json', 'print what was recorded as a JSON object')
  .addHelpText(
    'after',
    `
Examples:
  npm run bench:record -- dist/bench/<run>
  npm run bench:record -- data/measurements/<run>     after a rule has changed`,
  );

const { data, json } = command.parse().opts<{ data: string; json?: true }>();
const [run] = command.args;
try {
  if (run === undefined) {
    const changed = writeFrontPage(data).includes(true);
    console.log(changed ? 'The pages have changed.' : 'The pages are up to date.');
    process.exit();
  }
  const recording = recordRun(run, data);
  console.log(json ? JSON.stringify(recording, null, 2) : describeRecording(recording, data));
} catch (error) {
  if (!(error instanceof RecordingError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
