/** Whether the whole is the edition that dataset.json says it is, and no larger than a page's cost allows. */
import { layOut, maxPackedBytes } from '../src/dataset/revisions/layout.js';
import { type DataRecord, textAt } from './data-records.js';
import { type About, datasetOf, type Files } from './read-dataset.js';
import { errorAt, errorIn, type ValidationError } from './validation-error.js';

/** @returns the id of the revision that the files make, or undefined where a record is not valid. */
export const digestOf = async (files: Files): Promise<string | undefined> => {
  const dataset = datasetOf(files);
  return dataset && (await layOut(dataset)).id;
};

/** @returns `about` for the content of that digest: the next version, unless it is the recorded one. */
export const release = (about: About, digest: string): About =>
  about.digest === digest ? about : { ...about, version: about.version + 1, digest };

/**
 * A store takes a bundled dataset for newer by its version alone. Content that changed under the same
 * version would never replace the old one.
 *
 * @returns an error where the content is not that of the recorded version
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
      `the content has changed since version ${about.leaves.get('/version')}: it is now ${digest}`,
      'Run `npm run data:release`: it raises the version, without which no store takes the new content.',
    ),
  ];
};

/** @returns the bytes that the takeaways take in a store, a line each. */
export const recordBytes = (records: readonly DataRecord[]): number =>
  records
    .filter(({ collection }) => collection === 'takeaways')
    .reduce((sum, { value }) => sum + Buffer.byteLength(JSON.stringify(value)) + 1, 0);

/** @returns an error where the takeaways are too large to lie in two segments. */
export const checkSize = (records: readonly DataRecord[]): ValidationError[] => {
  const bytes = recordBytes(records);
  return bytes <= maxPackedBytes
    ? []
    : [
        errorIn(
          'takeaways/',
          `all takeaways together take ${bytes} bytes, more than ${maxPackedBytes}`,
          'Shorten some: beyond that a page costs more reads than is promised (src/dataset/revisions/layout.ts).',
        ),
      ];
};
