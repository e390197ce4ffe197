/** What the build rehearses: one request of each kind that matters, on the dataset that the component carries. */
import { readDataset } from '../curation/read-dataset.js';
import { layOut } from '../src/dataset/revisions/layout.js';
import { currentKey, format, keyOf, type Revision } from '../src/dataset/revisions/revision.js';
import { encodeText } from '../src/encoding/utf8.js';
import type { Rehearsal } from './starlingmonkey/rehearsal.js';

/** @returns the paths, with query, of the requests to rehearse. */
export const rehearsedTargets = ({ takeaways }: ReturnType<typeof readDataset>): string[] => [
  '/healthz',
  '/v1/takeaways',
  '/v1/takeaways?q=wasm',
  `/v1/takeaways/${takeaways[0]?.id}`,
  '/v1/topics',
  '/nothing',
];

/** Whatever is not rehearsed works all the same: its first steps are made by each request anew. */
export const makeRehearsal = async (): Promise<Rehearsal> => {
  const dataset = readDataset();
  const { id, counts, layout, entries } = await layOut(dataset);
  const descriptor: Revision = {
    ...{ id, format, counts, layout },
    origin: 'operator',
    version: 1,
    publishedAt: new Date(0).toISOString(),
  };
  return {
    targets: rehearsedTargets(dataset),
    store: Object.fromEntries(
      [
        [currentKey, encodeText(JSON.stringify(descriptor))] as const,
        ...entries().map(([suffix, bytes]) => [keyOf(id, suffix), bytes] as const),
      ].map(([key, bytes]) => [key, Buffer.from(bytes).toString('base64')]),
    ),
  };
};
