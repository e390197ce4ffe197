/** Reads the recorded runs in data/measurements. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as z from 'zod/mini';
import {
  dataFolder,
  measurementsFolder,
  readFiles,
  readJson,
} from '../../curation/read-dataset.js';
import {
  type Samples,
  type Summary,
  samplesSchema,
  summarySchema,
} from '../../curation/verdicts/recorded-run.js';

export interface RecordedRun {
  readonly samples: Samples;
  readonly summary: Summary;
}

/** Why a run cannot be recorded, and what to do. */
export class RecordingError extends Error {
  override name = 'RecordingError';
}

/** @returns every recorded run. */
export const readRecorded = (data = dataFolder): RecordedRun[] =>
  Object.entries(readFiles(data))
    .filter(([file]) => file.startsWith(`${measurementsFolder}/`) && file.endsWith('/summary.json'))
    .map(([file, summary]) => ({
      samples: readSamples(join(data, dirname(file))),
      summary: summarySchema.parse(summary),
    }));

/** @returns the raw samples in the folder of a run. @throws RecordingError */
export const readSamples = (run: string): Samples => {
  const file = join(run, 'samples.json');
  if (!existsSync(file)) {
    throw new RecordingError(
      `${file} does not exist. Pass the folder of a finished run; npm run bench makes one.`,
    );
  }
  const { localeError } = z.locales.en();
  const samples = samplesSchema.safeParse(readJson(file), { error: localeError });
  if (samples.success) return samples.data;
  throw new RecordingError(
    `${file} is not a valid run:\n${z.prettifyError(samples.error)}\nRun the bench again.`,
  );
};
