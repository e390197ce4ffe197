/** `npm run dataset:publish`: validates a dataset, shows the difference, asks for confirmation, and publishes it. */
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { SingleBar } from 'cli-progress';
import { Command } from 'commander';
import { loadFiles } from '../curation/checks/check-files.js';
import { dataFolder, datasetOf } from '../curation/read-dataset.js';
import { validateContent } from '../curation/validate.js';
import { describeError } from '../curation/validation-error.js';
import type { Dataset } from '../src/dataset/records/schema.js';
import { describeDifference } from './publishing/difference-report.js';
import { openKeptIndexes } from './publishing/kept-index.js';
import { type Publication, preparePublication } from './publishing/publisher.js';
import { createClient, PublishingError } from './publishing/publishing-client.js';

interface Options {
  readonly url: string;
  readonly tokenFile?: string;
  readonly dryRun?: true;
  readonly yes?: true;
  readonly json?: true;
  readonly batches?: true;
}

const command = new Command('npm run dataset:publish --')
  .description(
    'Validates a dataset, shows how it differs from the one a service serves, asks for confirmation, and publishes it. The token is read from the environment variable TAKEAWAYS_TOKEN or from a file.',
  )
  .argument('[folder]', 'the folder of the dataset', dataFolder)
  .option('--url <address>', 'the URL of the service', 'http://127.0.0.1:3000')
  .option('--token-file <path>', 'a file with the token')
  .option('--dry-run', 'only show the difference')
  .option('--yes', 'publish without confirmation')
  .option('--json', 'print the result as a JSON object')
  .option('--batches', 'upload in batches, which is the default for datasets over 1 MiB')
  .addHelpText(
    'after',
    `
Examples:
  TAKEAWAYS_TOKEN=… npm run dataset:publish -- --url https://takeaways.example.org data/
  npm run --silent dataset:publish -- --token-file ~/.takeaways-token --yes --json | jq .difference.takeaways`,
  );

const main = async () => {
  const options = command.parse().opts<Options>();
  const [folder = dataFolder] = command.processedArgs as [string?];
  const dataset = readValidDataset(folder);
  const client = createClient({ url: options.url, token: readToken(options) });
  const publication = await preparePublication(client, dataset, {
    batches: options.batches ?? false,
    kept: openKeptIndexes(),
  });
  const { revision, replaces, changes, difference } = publication;
  if (!options.json) console.log(describeDifference(publication));
  const published = changes && !options.dryRun && (await isConfirmed(options));
  if (published) await publishWithProgress(publication);
  if (options.json) {
    const result = { revision, replaces: replaces.revision, published, difference };
    console.log(JSON.stringify(result, null, 2));
  } else if (published) {
    console.log(`Published. To roll back:\n  ${activation(options.url, replaces.revision)}`);
  }
};

/** @throws PublishingError that lists all errors in the dataset */
const readValidDataset = (folder: string): Dataset => {
  const { files, errors: unreadable } = loadFiles(folder);
  const errors = unreadable.length > 0 ? unreadable : validateContent(files);
  const dataset = datasetOf(files);
  if (errors.length === 0 && dataset) return dataset;
  const lines = errors.map((error) => describeError(folder, error));
  throw new PublishingError(
    [
      ...lines,
      'Nothing was published. Fix these errors first; npm run data:check lists them.',
    ].join('\n'),
  );
};

/** The token is not an argument, because arguments appear in the shell's history and in process lists. */
const readToken = ({ tokenFile }: Options): string => {
  const token = tokenFile ? readFileSync(tokenFile, 'utf8') : process.env.TAKEAWAYS_TOKEN;
  if (token?.trim()) return token.trim();
  throw new PublishingError('No token given. Set TAKEAWAYS_TOKEN, or pass --token-file.');
};

const isConfirmed = async ({ yes }: Options): Promise<boolean> => {
  if (yes) return true;
  if (!process.stdin.isTTY) {
    throw new PublishingError(
      'Cannot ask for confirmation without a terminal. Pass --yes to publish.',
    );
  }
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await terminal.question('Publish? [y/N] ');
  terminal.close();
  return /^y(es)?$/i.test(answer.trim());
};

const publishWithProgress = async ({ publish }: Publication): Promise<void> => {
  if (!process.stderr.isTTY) return publish();
  const format = '{bar} {percentage}% | {value} of {total} entries';
  const bar = new SingleBar({ format, hideCursor: true, clearOnComplete: true });
  try {
    await publish((entries, total) => {
      if (bar.isActive) bar.update(entries);
      else bar.start(total, entries);
    });
  } finally {
    bar.stop();
  }
};

const activation = (url: string, revision: string): string =>
  `curl -X POST -H "Authorization: Bearer $TAKEAWAYS_TOKEN" -H 'If-Match: *' ${url.replace(/\/+$/, '')}/v1/revisions/${revision}/activate`;

try {
  await main();
} catch (error) {
  if (!(error instanceof PublishingError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
