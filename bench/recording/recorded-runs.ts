/** What was recorded, as people read it. */
import { dataFolder, readDataset } from '../../curation/read-dataset.js';
import type { Recording } from './record-run.js';

/** @returns the verdict of each claim by everything that is recorded, and what to do next. */
export const describeRecording = ({ folder, written }: Recording, data = dataFolder): string => {
  const verdicts = readDataset(data).claims.map(
    ({ id, verdict }) => `  ${id}: ${verdict?.outcome ?? 'undecided'}. ${verdict?.text ?? ''}`,
  );
  return [
    written
      ? `Recorded in ${folder}. The claims now say:`
      : `${folder} is up to date. The claims say:`,
    ...verdicts,
    ...(written ? ['Next: npm run data:release && git add data README.md'] : []),
  ].join('\n');
};
