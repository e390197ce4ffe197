/** The generated module `takeaways:rehearsal`: which requests are rehearsed, on a few records of the dataset. */
import { resolve } from 'node:path';
import type { Plugin } from 'esbuild';
import { readDataset } from '../../curation/read-dataset.js';
import { layOut } from '../../src/dataset/revisions/layout.js';
import { functionWithComment } from '../comment.js';
import { rehearsedTargets } from '../rehearsed-requests.js';

/** So many records are enough to go every way. */
const recordCount = 12;

const rehearsalModule = async (): Promise<string> => {
  const dataset = readDataset();
  const few = {
    ...dataset,
    takeaways: dataset.takeaways.slice(0, recordCount),
    // Four fifths of what there is, and no rehearsed request asks for one.
    claims: [],
    technologies: dataset.technologies.slice(0, recordCount),
  };
  const { id, counts, layout, entries } = await layOut(few);
  const contents = entries().map(([suffix, bytes]) => [suffix, bytes.length]);
  const bytes = Buffer.concat(entries().map(([, entry]) => entry));
  return `
    import { bytesIn } from '../engine/quickjs/web/comment.ts';
    import { unpack } from './dataset/revisions/bundled.ts';
    export const targets = ${JSON.stringify(rehearsedTargets(few))};
    const content = ${functionWithComment(bytes)};
    export const bundled = {
      ...${JSON.stringify({ id, version: 1, counts, layout })},
      entries: () => unpack(${JSON.stringify(contents)}, { content: () => bytesIn(content) }),
    };`;
};

export const rehearsal: Plugin = {
  name: 'rehearsal',
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: /^takeaways:rehearsal$/ }, ({ path }) => ({
      path,
      namespace: 'rehearsal',
    }));
    onLoad({ filter: /.*/, namespace: 'rehearsal' }, async () => ({
      contents: await rehearsalModule(),
      resolveDir: resolve('src'),
    }));
  },
};
