/** `npm run data:check`: names every fault of the dataset, and the way out. */
import { Command } from 'commander';
import { type DataRecord, recordsOf } from '../curation/data-records.js';
import { recordBytes } from '../curation/edition.js';
import { loadFiles } from '../curation/check-files.js';
import { dataFolder } from '../curation/read-dataset.js';
import { readFingerprints } from '../curation/word-fingerprints.js';
import { findFaults } from '../curation/validate.js';
import { describeFault } from '../curation/validation-error.js';
import { packedBytes } from '../src/dataset/revisions/layout.js';

const command = new Command('npm run data:check --')
  .description('Checks every file of the dataset. Exits with 1 where there are faults.')
  .option('--folder <path>', 'where the dataset lies', dataFolder)
  .option('--json', 'print the faults as a JSON array')
  .addHelpText('after', '\nExample:\n  npm run --silent data:check -- --json | jq -r .[].file');

const summarise = (records: readonly DataRecord[]): string => {
  const counts = new Map<string, number>();
  for (const { collection } of records.filter(({ collection }) => collection !== 'about'))
    counts.set(collection, (counts.get(collection) ?? 0) + 1);
  const counted = [...counts].map(([collection, count]) => `${count} ${collection}`).join(', ');
  return `${counted}: no faults; ${recordBytes(records)} of ${packedBytes} bytes.`;
};

const main = async () => {
  const { folder, json } = command.parse().opts<{ folder: string; json?: true }>();
  const { files, faults: unreadable } = loadFiles(folder);
  const faults = unreadable.length > 0 ? unreadable : await findFaults(files, readFingerprints());

  if (json) console.log(JSON.stringify(faults, null, 2));
  else if (faults.length === 0) console.log(summarise(recordsOf(files)));
  else {
    for (const fault of faults) console.log(describeFault(folder, fault));
    console.log(faults.length === 1 ? '1 fault.' : `${faults.length} faults.`);
  }
  process.exitCode = faults.length > 0 ? 1 : 0;
};

await main();
