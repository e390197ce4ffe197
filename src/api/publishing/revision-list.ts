/** `GET /v1/revisions` and `POST /v1/revisions/{id}/activate`: lists revisions and rolls back to one. */

import { activate, RevisionIncomplete } from '../../dataset/revisions/activate.js';
import { ensureCurrent } from '../../dataset/revisions/current.js';
import { type KeptRevision, listKeptRevisions } from '../../dataset/revisions/kept-revisions.js';
import type { Revision } from '../../dataset/revisions/revision.js';
import { json } from '../../http/negotiation.js';
import { maxQuoteLength } from '../../http/parameters.js';
import { Problem } from '../../http/problem.js';
import { respondUncached } from '../../http/respond.js';
import { operation } from '../service.js';
import { requireIfMatch } from './precondition.js';

/** `GET /v1/revisions` */
export const listRevisions = operation({
  summary: 'List the stored revisions',
  parameters: {},
  offers: [json],
  answers: 'Revisions',
  bearer: true,
  handle: async ({ service }) => {
    const current = await ensureCurrent(service);
    const data = (await listKeptRevisions(service.store)).map(describe);
    return respondUncached({ current: current.id, data });
  },
});

/** `POST /v1/revisions/{id}/activate` */
export const activateRevision = operation({
  summary: 'Activate a stored revision',
  parameters: {},
  offers: [json],
  answers: 'Revision',
  bearer: true,
  ifMatch: true,
  problems: ['not-found', 'revision-incomplete'],
  handle: async ({ request, path, service }) => {
    const { id = '' } = path;
    const precondition = requireIfMatch(request);
    await ensureCurrent(service);
    const options = {
      now: service.now(),
      precondition,
      moved: (from: Revision | undefined) => service.audit?.moved('activate', from, id),
    };
    const revision = /^[0-9a-f]{32}$/.test(id)
      ? await activate(service.store, id, options).catch((error) => {
          throw error instanceof RevisionIncomplete ? new Problem('revision-incomplete') : error;
        })
      : undefined;
    if (!revision) {
      throw new Problem('not-found', {
        detail: `No revision has the id "${id.slice(0, maxQuoteLength)}". \`GET /v1/revisions\` lists all ids.`,
      });
    }
    return respondUncached(describe({ revision, state: 'current' }), { etag: `"${id}"` });
  },
});

const describe = ({ revision, state }: KeptRevision) => {
  const { id, origin, version, publishedAt, counts }: Revision = revision;
  return {
    revision: id,
    state,
    origin,
    dataset_version: version,
    published_at: publishedAt,
    counts,
  };
};
