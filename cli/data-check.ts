/** `npm run data:check`: lists every error in the dataset, and how to fix it. */
import { Command } from 'commander';
import { loadFiles } from '../curation/checks/check-files.js';
import { readSourceFingerprints } from '../curation/checks/check-originality.js';
import { type DataRecord, recordsOf } from '../curation/data-records.js';
import { recordBytes } from '../curation/edition.js';
import { dataFolder } from '../curation/read-dataset.js';
import { validateDataset } from '../curation/validate.js';
import { describeError } from '../curation/validation-error.js';
import { maxPackedBytes } from '../src/dataset/revisions/layout.js';

const command = new Command('npm run data:check --')
  .description('Checks every file of the dataset. Exits with 1 if there are errors.')
  .option('--folder <path>', 'the folder of the dataset', dataFolder)
  .option('--json', 'print the errors as a JSON array')
  .addHelpText('after', '\nExample:\n  npm run --silent data:check -- --json | jq -r .[].file');

const summarise = (records: readonly DataRecord[]): string => {
  const counts = new Map<string, number>();
  for (const { collection } of records.filter(({ collection }) => collection !== 'about'))
    counts.set(collection, (counts.get(collection) ?? 0) + 1);
  const counted = [...counts].map(([collection, count]) => `${count} ${collection}`).join(', ');
  return `${counted}: no errors; ${recordBytes(records)} of ${maxPackedBytes} bytes.`;
};

const main = async () => {
  const { folder, json } = command.parse().opts<{ folder: string; json?: true }>();
  const { files, errors: unreadable } = loadFiles(folder);
  const errors =
    unreadable.length > 0 ? unreadable : await validateDataset(files, readSourceFingerprints());

  if (json) console.log(JSON.stringify(errors, null, 2));
  else if (errors.length === 0) console.log(summarise(recordsOf(files)));
  else {
    for (const error of errors) console.log(describeError(folder, error));
    console.log(errors.length === 1 ? '1 error.' : `${errors.length} errors.`);
  }
  process.exitCode = errors.length > 0 ? 1 : 0;
};

await main();
