/** Everything that can be wrong with the dataset, checked in one go. */
import { checkDates } from './check-dates.js';
import { checkFiles } from './check-files.js';
import { checkMeasurements } from './check-measurements.js';
import { checkOriginality } from './check-originality.js';
import { checkReferences } from './check-references.js';
import { checkRepeats } from './check-repeats.js';
import { checkSchemas } from './check-schemas.js';
import { recordsOf } from './data-records.js';
import { checkDigest, checkSize } from './edition.js';
import type { Files } from './read-dataset.js';
import type { ValidationError } from './validation-error.js';

/**
 * @param files the parsed JSON of every file, by its path from the data folder
 * @param fingerprints those of the sources' word sequences
 * @returns all errors, in the order of the checks; none where the dataset is sound
 */
export const validateDataset = async (
  files: Files,
  fingerprints: ReadonlySet<string>,
): Promise<ValidationError[]> => {
  const errors = validateContent(files);
  if (!isReadable(files)) return errors;
  const records = recordsOf(files);
  return [
    ...errors,
    ...checkOriginality(records, fingerprints),
    ...checkSize(records),
    ...(await checkDigest(files, records)),
  ];
};

/**
 * The errors of what the files say, whoever's dataset they are: what is published need be neither in our
 * own words, nor as small as the one that the component carries, nor recorded as a version.
 */
export const validateContent = (files: Files): ValidationError[] => {
  // What lies in a missing file is not there to be referred to: all else would be noise.
  if (!isReadable(files)) return checkFiles(files);

  const records = recordsOf(files);
  return [
    ...checkSchemas(records),
    ...checkReferences(records),
    ...checkRepeats(records),
    ...checkDates(records),
    ...checkMeasurements(files),
  ];
};

const isReadable = (files: Files): boolean => checkFiles(files).length === 0;
