/**
 * Computes the fingerprints of the sources, which are not in this repository. `npm run data:check` compares our
 * texts with them. word-fingerprints.ts explains why the sources cannot be read back from them.
 */
import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { fingerprintsFile, fingerprintsOf, writeFingerprints } from './word-fingerprints.js';

const command = new Command('npx tsx curation/fingerprint-sources.ts')
  .description(
    'Computes the fingerprints of the sources, which data:check compares our texts with.',
  )
  .argument('<files...>', 'all sources, as plain text; the output is overwritten')
  .option('--output <file>', 'the file to write', fingerprintsFile)
  .addHelpText(
    'after',
    '\nExample:\n  npx tsx curation/fingerprint-sources.ts ../shared/seeds/*.txt',
  )
  .parse();

const { output } = command.opts<{ output: string }>();
const fingerprints = fingerprintsOf(command.args.map((file) => readFileSync(file, 'utf8')));
writeFingerprints(output, fingerprints);
console.log(
  `${output}: ${fingerprints.length} word sequences from ${command.args.length} sources.`,
);
