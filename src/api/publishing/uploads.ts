/**
 * Uploads, for datasets that do not fit in one request. `PUT /v1/uploads/{revision}` starts, resumes and
 * finishes one; `PUT /v1/uploads/{revision}/pages/{page}` uploads entries. Then activate the revision.
 */
import * as z from 'zod/mini';
import { ensureCurrent } from '../../dataset/revisions/current.js';
import type { Progress, Upload } from '../../dataset/revisions/upload.js';
import { octets, readBody, readJson } from '../../http/body.js';
import { json } from '../../http/negotiation.js';
import { maxQuoteLength, single } from '../../http/parameters.js';
import { Problem } from '../../http/problem.js';
import { respondUncached } from '../../http/respond.js';
import { type Exchange, operation } from '../service.js';

const parameters = {
  dry_run: single(
    z.enum(['true', 'false'], 'Expected true or false.'),
    'If `true`, the revision is compared with its base, or the page with the current revision, and nothing is written.',
  ),
};

/** `PUT /v1/uploads/{revision}` */
export const putUpload = operation({
  summary: 'Start, resume or finish the upload of a revision',
  parameters,
  offers: [json],
  answers: 'Upload',
  bearer: true,
  body: { mediaType: json, schema: 'ManifestRoot' },
  problems: ['not-found'],
  handle: async (exchange) => {
    const { upload } = await uploadOf(exchange);
    const { store } = exchange.service;
    const root = await readJson(exchange.request);
    const { compareRoot, putRoot } = await import('../../dataset/revisions/upload.js');
    const put = exchange.query.dry_run === 'true' ? compareRoot : putRoot;
    return respond(upload, await rejectMismatch(put(store, upload, root)));
  },
});

/** `PUT /v1/uploads/{revision}/pages/{page}` */
export const putUploadPage = operation({
  summary: 'Upload entries of one manifest page of a revision',
  parameters,
  offers: [json],
  answers: 'Upload',
  bearer: true,
  body: { mediaType: octets },
  problems: ['not-found'],
  handle: async (exchange) => {
    const { upload, current } = await uploadOf(exchange);
    const { store } = exchange.service;
    const { page = '' } = exchange.path;
    const body = await readBody(exchange.request);
    const { comparePage, putEntries } = await import('../../dataset/revisions/upload.js');
    const put = (number: number) =>
      exchange.query.dry_run === 'true'
        ? comparePage(store, current, number, body)
        : putEntries(store, upload, number, body);
    const progress = /^\d{1,4}$/.test(page) ? await rejectMismatch(put(Number(page))) : undefined;
    if (progress) return respond(upload, progress);
    throw new Problem('not-found', {
      detail: `No upload of this revision has been started, or its manifest has no page "${page.slice(0, maxQuoteLength)}".`,
    });
  },
});

const uploadOf = async ({ path, service }: Exchange) => {
  const { revision: id = '' } = path;
  if (!/^[0-9a-f]{32}$/.test(id)) throw new Problem('not-found');
  // For information: an operator's revision keeps the version of the revision it was made from.
  const current = await ensureCurrent(service);
  const upload: Upload = { id, version: current.version, now: service.now() };
  return { upload, current };
};

/** Turns a digest mismatch into Problem 400. */
const rejectMismatch = (progress: Promise<Progress | undefined>) =>
  progress.catch(async (error) => {
    const { DigestMismatch } = await import('../../dataset/revisions/upload.js');
    if (!(error instanceof DigestMismatch)) throw error;
    const errors = [{ parameter: 'body', detail: error.message }];
    throw new Problem('invalid-request', { errors });
  });

const respond = ({ id }: Upload, progress: Progress | undefined): Response =>
  respondUncached({ revision: id, ...progress });
