/** Checks the recorded runs in data/measurements, and that the rules of claims refer to what runs measure. */
import * as z from 'zod/mini';
import { pointerOf } from '../../src/dataset/records/references.js';
import { claimSchema } from '../../src/dataset/records/schema.js';
import { earlierVerdicts, earlierVerdictsSchema, type Files } from '../read-dataset.js';
import { errorIn, type ValidationError } from '../validation-error.js';
import {
  measurements,
  type Samples,
  type Summary,
  samplesSchema,
  summarySchema,
} from '../verdicts/recorded-run.js';
import { seriesName } from '../verdicts/summary.js';

const measureAgain = 'Do not edit samples; run the bench again.';
const recordAgain = 'Do not edit summaries; run `npm run bench:record -- <folder of the run>`.';

/** @returns the errors in recorded runs, and in rules that no run can decide. */
export const checkMeasurements = (files: Files): ValidationError[] => {
  const folders = new Set(
    Object.keys(files).flatMap((file) => /^(measurements\/[^/]+)\//.exec(file)?.[1] ?? []),
  );
  return [
    ...checkClaims(files['claims.json']),
    ...(earlierVerdictsSchema.safeParse(files[earlierVerdicts] ?? []).success
      ? []
      : [errorIn(earlierVerdicts, 'a verdict is invalid', 'Restore it from git.')]),
    ...[...folders].flatMap((folder) => checkRun(files, folder)),
  ];
};

const checkRun = (files: Files, folder: string): ValidationError[] => {
  const [samplesFile, summaryFile] = [`${folder}/samples.json`, `${folder}/summary.json`];
  if (!(samplesFile in files)) return [errorIn(samplesFile, 'the file is missing', measureAgain)];
  if (!(summaryFile in files)) return [errorIn(summaryFile, 'the file is missing', recordAgain)];
  const samples = parse(samplesFile, samplesSchema, files[samplesFile], measureAgain);
  const summary = parse(summaryFile, summarySchema, files[summaryFile], recordAgain);
  if (!samples.data || !summary.data) return [...samples.errors, ...summary.errors];
  return [
    ...checkIdentity(folder, samplesFile, samples.data),
    ...checkAgreement(summaryFile, samples.data, summary.data),
  ];
};

const parse = <Run>(
  file: string,
  schema: z.ZodMiniType<Run>,
  content: unknown,
  remedy: string,
): { data?: Run; errors: ValidationError[] } => {
  const { localeError } = z.locales.en();
  const parsed = schema.safeParse(content, { error: localeError });
  if (parsed.success) return { data: parsed.data, errors: [] };
  const errors = parsed.error.issues.map(({ path, message }): ValidationError => {
    const [list, index, ...rest] = path;
    const series = list === 'series' && typeof index === 'number' ? seriesAt(content, index) : '';
    return {
      file,
      record: series,
      field: pointerOf(series ? rest : path),
      problem: message.replace(/\.$/, ''),
      remedy,
    };
  });
  return { errors };
};

const named = z.object({
  measurement: z.string(),
  contender: z.string(),
  conditions: z._default(z.record(z.string(), z.union([z.string(), z.number()])), {}),
});

/** @returns the name of a series that may be invalid, or its index. */
const seriesAt = (content: unknown, index: number): string => {
  const series = z.object({ series: z.array(z.unknown()) }).safeParse(content).data?.series[index];
  const found = named.safeParse(series).data;
  return found ? seriesName(found) : `series #${index}`;
};

const checkIdentity = (folder: string, file: string, { id, contenders, series }: Samples) => {
  const known = new Set(contenders.map((contender) => contender.id));
  const names = series.map(seriesName);
  const inFile = (record: string, field: string, problem: string): ValidationError => ({
    file,
    record,
    field,
    problem,
    remedy: measureAgain,
  });
  return [
    ...(folder === `measurements/${id}`
      ? []
      : [inFile('', '/id', `the id is "${id}", but the folder is ${folder}`)]),
    ...series.flatMap((one, index) => [
      ...(known.has(one.contender)
        ? []
        : [
            inFile(
              seriesName(one),
              '/contender',
              `"${one.contender}" is not one of the run's contenders`,
            ),
          ]),
      ...(names.indexOf(seriesName(one)) < index
        ? [inFile(seriesName(one), '', 'the run has another series with the same conditions')]
        : []),
    ]),
  ];
};

/** Compares identity and counts only; tests/curation/measurements.test.ts recomputes the summary. */
const checkAgreement = (file: string, samples: Samples, summary: Summary): ValidationError[] => {
  const identityOf = ({ id, date, commit, machine }: Samples | Summary) =>
    JSON.stringify({ id, date, commit, machine });
  const counts = (run: { series: readonly (Samples | Summary)['series'][number][] }) =>
    run.series.map((one) => {
      const count = typeof one.samples === 'number' ? one.samples : one.samples.length;
      return `${seriesName(one)}: ${count}`;
    });
  const [summarised, taken] = [counts(summary), counts(samples)];
  const mismatch =
    taken.find((count, index) => count !== summarised[index]) ?? summarised[taken.length];
  return [
    ...(identityOf(samples) === identityOf(summary)
      ? []
      : [
          errorIn(
            file,
            'it summarises a different run than samples.json in the same folder',
            recordAgain,
          ),
        ]),
    ...(mismatch
      ? [
          errorIn(
            file,
            `it does not match samples.json in the same folder: ${mismatch} samples`,
            recordAgain,
          ),
        ]
      : []),
  ];
};

const checkClaims = (content: unknown): ValidationError[] => {
  if (!Array.isArray(content)) return [];
  return content.flatMap((value): ValidationError[] => {
    const claim = claimSchema.safeParse(value).data;
    if (!claim) return [];
    const at = (field: string, problem: string, remedy: string): ValidationError => ({
      file: 'claims.json',
      record: claim.id,
      field,
      problem,
      remedy,
    });
    const made = (['measurements', 'verdict', 'judgement', 'earlier'] as const)
      .filter((member) => claim[member] !== undefined)
      .map((member) => at(`/${member}`, 'it is computed from data/measurements', 'Remove it.'));
    const rules = (claim.rules ?? []).flatMap((rule, index) => {
      const field = `/rules/${index}`;
      if (!(rule.measurement in measurements)) {
        const problem = `"${rule.measurement}" is not a measurement`;
        return [
          at(
            `${field}/measurement`,
            problem,
            'curation/verdicts/recorded-run.ts lists the measurements.',
          ),
        ];
      }
      const statistic = statisticOf(rule.measurement);
      const sided = (['of', 'per'] as const).filter((side) => rule[side] !== undefined);
      return [
        ...(rule.statistic === statistic
          ? []
          : [
              at(
                `${field}/statistic`,
                `the statistic of ${rule.measurement} is ${statistic}`,
                `Change it to "${statistic}".`,
              ),
            ]),
        ...sided.map((side) =>
          at(
            `${field}/${side}`,
            'a rule judges every Wasm contender',
            'Remove it; "contenders" and "baselines" restrict a rule.',
          ),
        ),
        ...(rule.since
          ? []
          : [
              at(
                `${field}/since`,
                'a rule says from when on it judges runs',
                'Add the time, which must not be before that of its commit.',
              ),
            ]),
      ];
    });
    return [...made, ...rules];
  });
};

const statisticOf = (measurement: string) => {
  if (measurement === 'memory') return 'slope';
  return measurement === 'tests-passed' ? 'share-passed' : 'median';
};
