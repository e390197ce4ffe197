/** `npm run data:release`: raises the version of changed content, so that stores replace the old. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { loadFiles } from '../curation/checks/check-files.js';
import { readSourceFingerprints } from '../curation/checks/check-originality.js';
import { digestOf, release } from '../curation/edition.js';
import { dataFolder, readAbout } from '../curation/read-dataset.js';
import { validateDataset } from '../curation/validate.js';
import { describeError } from '../curation/validation-error.js';

const command = new Command('npm run data:release --')
  .description(
    'If the dataset has changed, raises the version in dataset.json and records the new digest.',
  )
  .option('--folder <path>', 'the folder of the dataset', dataFolder)
  .addHelpText('after', '\nExample:\n  npm run data:release && git add data');

const main = async () => {
  const { folder } = command.parse().opts<{ folder: string }>();
  const { files, errors: unreadable } = loadFiles(folder);
  const about = readAbout(folder);
  const released = release(about, (await digestOf(files)) ?? about.digest);
  const errors =
    unreadable.length > 0
      ? unreadable
      : await validateDataset({ ...files, 'dataset.json': released }, readSourceFingerprints());

  if (errors.length > 0) {
    for (const error of errors) console.error(describeError(folder, error));
    console.error('Nothing was released. Fix these errors first.');
    process.exitCode = 1;
  } else if (released === about) {
    console.log(`Nothing to do: the content has not changed since version ${about.version}.`);
  } else {
    writeFileSync(join(folder, 'dataset.json'), `${JSON.stringify(released, null, 2)}\n`);
    console.log(
      `Version ${released.version}, digest ${released.digest}. Next: commit ${folder}/dataset.json.`,
    );
  }
};

await main();
