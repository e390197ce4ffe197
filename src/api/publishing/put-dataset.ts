/** `PUT /v1/dataset`: publishes a dataset that fits in one request. */
import * as z from 'zod/mini';
import { ensureCurrent } from '../../dataset/revisions/current.js';
import { publish } from '../../dataset/revisions/publish.js';
import { createReader } from '../../dataset/revisions/reader.js';
import { readJson } from '../../http/body.js';
import { json } from '../../http/negotiation.js';
import { single } from '../../http/parameters.js';
import { Problem } from '../../http/problem.js';
import { respondUncached } from '../../http/respond.js';
import { operation } from '../service.js';
import { requireIfMatch } from './precondition.js';

/** How many errors a problem lists. */
const maxErrors = 100;

/** `PUT /v1/dataset` */
export const putDataset = operation({
  summary: 'Publish a dataset in the format of GET /v1/dump',
  parameters: {
    dry_run: single(
      z.enum(['true', 'false'], 'Expected true or false.'),
      'If `true`, the dataset is validated and compared with the current one, and nothing is written.',
    ),
  },
  offers: [json],
  answers: 'Publication',
  bearer: true,
  ifMatch: true,
  body: { mediaType: json, schema: 'Dataset' },
  handle: async ({ request, query, service }) => {
    const precondition = requireIfMatch(request);
    const current = await ensureCurrent(service);
    precondition(current);
    const dataset = await check(await readJson(request));

    const { layOut } = await import('../../dataset/revisions/layout.js');
    const { differenceFrom } = await import('../../dataset/records/difference.js');
    const content = await layOut(dataset);
    const difference = await differenceFrom(createReader(service.store, current), dataset);
    const changes = content.id !== current.id || current.origin !== 'operator';
    const published = changes && query.dry_run !== 'true';
    if (published) {
      const { version } = current;
      const now = service.now();
      await publish(service.store, {
        ...{ content, origin: 'operator', version, now, precondition },
        moved: (from) => service.audit?.moved('publish', from, content.id),
      });
    }
    const etag = `"${published ? content.id : current.id}"`;
    return respondUncached({ revision: content.id, published, difference }, { etag });
  },
});

/** Imports the schemas on demand, because each costs the component kilobytes of heap. */
const check = async (value: unknown) => {
  const { checkDataset } = await import('../../dataset/records/check.js');
  const { dataset, errors } = checkDataset(value, maxErrors);
  if (dataset) return dataset;
  throw new Problem('invalid-request', {
    detail:
      errors.length < maxErrors
        ? 'The dataset is not valid. Nothing was written.'
        : `The dataset is not valid. Nothing was written. These are the first ${maxErrors} errors; there may be more.`,
    errors,
  });
};
