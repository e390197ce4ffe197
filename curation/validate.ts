/** Runs all checks on the dataset. */
import { checkAgreement, checkCompleteness } from './checks/check-agreement.js';
import { checkDates } from './checks/check-dates.js';
import { checkFiles } from './checks/check-files.js';
import { checkMeasurements } from './checks/check-measurements.js';
import { checkOriginality, type SourceFingerprints } from './checks/check-originality.js';
import { checkReferences } from './checks/check-references.js';
import { checkRepeats } from './checks/check-repeats.js';
import { checkSchemas } from './checks/check-schemas.js';
import { recordsOf } from './data-records.js';
import { checkDigest, checkSize } from './edition.js';
import type { Files } from './read-dataset.js';
import type { ValidationError } from './validation-error.js';

/**
 * @param fingerprints of the sources
 * @returns all errors, in the order of the checks
 */
export const validateDataset = async (
  files: Files,
  fingerprints: SourceFingerprints,
): Promise<ValidationError[]> => {
  const errors = validateContent(files);
  if (!isReadable(files)) return errors;
  const records = recordsOf(files);
  return [
    ...errors,
    ...checkCompleteness(records),
    ...checkOriginality(records, fingerprints),
    ...checkSize(records),
    ...(await checkDigest(files, records)),
  ];
};

/** The checks for any dataset; completeness, originality, size and version matter only for the one bundled here. */
export const validateContent = (files: Files): ValidationError[] => {
  // Every reference into a missing file would be reported as well.
  if (!isReadable(files)) return checkFiles(files);

  const records = recordsOf(files);
  return [
    ...checkSchemas(records),
    ...checkReferences(records),
    ...checkRepeats(records),
    ...checkDates(records),
    ...checkAgreement(records),
    ...checkMeasurements(files),
  ];
};

const isReadable = (files: Files): boolean => checkFiles(files).length === 0;
