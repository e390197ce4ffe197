/**
 * Makes the fingerprints of the sources, from the sources themselves, which are not in this repository:
 *
 *     npx tsx curation/sources-fingerprint.ts ../shared/seeds/*.txt
 *
 * `npm run data:check` compares our texts with them. They stand for every sequence of eight words, and
 * are enough to recognise one, not to read it: see sources-words.ts. Give all sources at once, because
 * the file is written anew.
 */
import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { fingerprintsFile, fingerprintsOf, writeFingerprints } from './word-fingerprints.js';

const command = new Command('npx tsx curation/sources-fingerprint.ts')
  .description('Makes the fingerprints that data:check compares our texts with.')
  .argument('<files...>', 'every source, as plain text')
  .option('--output <file>', 'where the fingerprints go', fingerprintsFile)
  .addHelpText(
    'after',
    '\nExample:\n  npx tsx curation/sources-fingerprint.ts ../shared/seeds/*.txt',
  )
  .parse();

const { output } = command.opts<{ output: string }>();
const fingerprints = fingerprintsOf(command.args.map((file) => readFileSync(file, 'utf8')));
writeFingerprints(output, fingerprints);
console.log(`${output}: ${fingerprints.length} word sequences of ${command.args.length} sources.`);
