/** Parts of uploads: the root of a manifest, or a manifest page and entries; the first byte chooses. */

import { generateDataset } from '../../../curation/generated-dataset.js';
import {
  idOf,
  type ManifestRoot,
  manifestOf,
} from '../../../src/dataset/revisions/content-manifest.js';
import { layOut } from '../../../src/dataset/revisions/layout.js';
import { ask, token } from '../service.js';

const authorization = ['authorization', `Bearer ${token}`] as const;
const put = (path: string, type: string, body: Uint8Array) =>
  ask(path, { method: 'PUT', headers: [authorization, ['content-type', type]], body });

/** An upload that has been started, for pages to be sent to. */
const upload = (async () => {
  const { counts, layout, entries } = await layOut(generateDataset(7));
  const { root, pages } = await manifestOf({ counts, layout }, [...(await entries())]);
  const id = await idOf(root);
  await put(`/v1/uploads/${id}`, 'application/json', Buffer.from(JSON.stringify(root)));
  return { id, page: Buffer.from(pages[0] ?? []) };
})();

export const fuzz = async (data: Buffer): Promise<void> => {
  const { id, page } = await upload;
  const rest = data.subarray(1);
  const choice = (data[0] ?? 0) % 3;
  if (choice === 0) {
    // A root that names itself, so that what is in it is looked at.
    const own = await ownId(rest);
    await put(`/v1/uploads/${own ?? id}`, 'application/json', rest);
  } else {
    const body = choice === 1 ? rest : Buffer.concat([page, rest]);
    await put(`/v1/uploads/${id}/pages/0`, 'application/octet-stream', body);
  }
};

const ownId = async (body: Buffer): Promise<string | undefined> => {
  try {
    return await idOf(JSON.parse(body.toString()) as ManifestRoot);
  } catch {
    return undefined;
  }
};
