/**
 * Computes the fingerprints of the sources, which are not in this repository. `npm run data:check` compares our
 * texts with them. word-fingerprints.ts and sentence-fingerprints.ts explain why the sources cannot be read back
 * from them.
 */
import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { sentenceFingerprintsOf, sentencesFile, writeSentences } from './sentence-fingerprints.js';
import { fingerprintsFile, fingerprintsOf, writeFingerprints } from './word-fingerprints.js';

const command = new Command('npx tsx curation/fingerprint-sources.ts')
  .description(
    'Computes the fingerprints of the sources, which data:check compares our texts with.',
  )
  .argument('<files...>', 'all sources, as plain text; the output is overwritten')
  .option('--output <file>', 'the file to write for sequences of words', fingerprintsFile)
  .option('--sentences <file>', 'the file to write for sentences', sentencesFile)
  .addHelpText(
    'after',
    '\nExample:\n  npx tsx curation/fingerprint-sources.ts ../shared/seeds/*.txt',
  )
  .parse();

const { output, sentences: sentencesOutput } = command.opts<{
  output: string;
  sentences: string;
}>();
const sources = command.args.map((file) => readFileSync(file, 'utf8'));
const fingerprints = fingerprintsOf(sources);
writeFingerprints(output, fingerprints);
const sentences = sentenceFingerprintsOf(sources);
writeSentences(sentencesOutput, sentences);
console.log(
  `${output}: ${fingerprints.length} word sequences; ${sentencesOutput}: ${sentences.length} sentences; from ${sources.length} sources.`,
);
