/** The version of the dataset, and the limit on its size. */
import { layOut, maxPackedBytes } from '../src/dataset/revisions/layout.js';
import { type DataRecord, textAt } from './data-records.js';
import { type About, datasetOf, type Files } from './read-dataset.js';
import { errorAt, errorIn, type ValidationError } from './validation-error.js';

/** @returns the id of the revision made from the files, or undefined if a record is invalid. */
export const digestOf = async (files: Files): Promise<string | undefined> => {
  const dataset = datasetOf(files);
  return dataset && (await layOut(dataset)).id;
};

/** @returns `about` with the next version if `digest` is not the recorded one, else `about` itself. */
export const release = (about: About, digest: string): About =>
  about.digest === digest ? about : { ...about, version: about.version + 1, digest };

/**
 * A store compares bundled datasets by version only, so changed content needs a new version to replace the old.
 *
 * @returns an error if the content differs from the recorded version
 */
export const checkDigest = async (
  files: Files,
  records: readonly DataRecord[],
): Promise<ValidationError[]> => {
  const about = records.find(({ collection }) => collection === 'about');
  const recorded = about && textAt(about, '/digest');
  const digest = await digestOf(files);
  if (!about || !recorded || !digest || recorded === digest) return [];
  return [
    errorAt(
      about,
      '/digest',
      `the content has changed since version ${about.leaves.get('/version')}: its digest is now ${digest}`,
      'Run `npm run data:release` to raise the version; otherwise stores keep the old content.',
    ),
  ];
};

/** @returns the size of the takeaways in a store, one line each. */
export const recordBytes = (records: readonly DataRecord[]): number =>
  records
    .filter(({ collection }) => collection === 'takeaways')
    .reduce((sum, { value }) => sum + Buffer.byteLength(JSON.stringify(value)) + 1, 0);

/** @returns an error if the takeaways do not fit into two segments. */
export const checkSize = (records: readonly DataRecord[]): ValidationError[] => {
  const bytes = recordBytes(records);
  return bytes <= maxPackedBytes
    ? []
    : [
        errorIn(
          'takeaways/',
          `the takeaways take ${bytes} bytes; the limit is ${maxPackedBytes}`,
          'Shorten some. The limit bounds the reads per page (src/dataset/revisions/layout.ts).',
        ),
      ];
};
