/** Which state of the repository is measured. */
import { execFileSync } from 'node:child_process';

/** What recording a run writes, and what is made from that: it changes nothing that is measured. */
const recorded = ['data/measurements', 'data/dataset.json', 'README.md'];

/**
 * @param folder within the repository
 * @returns the id of the commit, with `-dirty` behind it where files differ from it or are unknown to it
 */
export const measuredCommit = (folder = '.'): string => {
  const git = (...args: string[]) =>
    execFileSync('git', ['-C', folder, ...args], { encoding: 'utf8' }).trim();
  const others = recorded.map((path) => `:(exclude,top)${path}`);
  const changes = git('status', '--porcelain', '--', ':/', ...others);
  return git('rev-parse', 'HEAD') + (changes === '' ? '' : '-dirty');
};
