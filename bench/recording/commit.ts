/** The state of the repository that is measured. */
import { execFileSync } from 'node:child_process';

/** Written when a run is recorded; does not affect what is measured. */
const recorded = ['data/measurements', 'data/dataset.json', 'README.md', 'docs/measuring.md'];

/** @returns the commit id, with `-dirty` appended if there are uncommitted or untracked files. */
export const measuredCommit = (folder = '.'): string => {
  const git = (...args: string[]) =>
    execFileSync('git', ['-C', folder, ...args], { encoding: 'utf8' }).trim();
  const others = recorded.map((path) => `:(exclude,top)${path}`);
  const changes = git('status', '--porcelain', '--', ':/', ...others);
  return git('rev-parse', 'HEAD') + (changes === '' ? '' : '-dirty');
};
