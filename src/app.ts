/** The service: every route on one screen, from a request to its response. */
import { type IRequestStrict, Router } from 'itty-router';
import { dump } from './api/dump.js';
import { healthz, readyz } from './api/health.js';
import { home } from './api/home.js';
import { meta } from './api/meta.js';
import { getProblem } from './api/problems.js';
import { getTakeaway, listTakeaways } from './api/takeaways.js';
import { getVocabularyItem, listVocabulary } from './api/vocabularies.js';
import { vocabularyNames } from './dataset/fields.js';
import { answerError } from './http/errors.js';
import { guard } from './http/guard.js';
import { finish } from './http/headers.js';
import { Problem } from './http/problem.js';
import { get } from './http/route.js';
import type { Service } from './service.js';
import { guarded } from './store/guarded.js';

const router = Router<IRequestStrict, [Service]>({
  before: [guard],
  catch: answerError,
  finally: [finish],
});

router
  .all('/', get(home))
  .all('/v1/takeaways', get(listTakeaways))
  .all('/v1/takeaways/:id', get(getTakeaway))
  .all('/v1/dump', get(dump))
  .all('/v1/meta', get(meta))
  .all('/healthz', get(healthz))
  .all('/readyz', get(readyz))
  .all('/problems/:slug', get(getProblem));

for (const name of vocabularyNames) {
  router.all(`/v1/${name}`, get(listVocabulary(name)));
  router.all(`/v1/${name}/:id`, get(getVocabularyItem(name)));
}

router.all('*', () => {
  throw new Problem('not-found');
});

/**
 * @param dependencies the store, the bundled dataset, and what else the service needs of its host
 * @returns a function from a request to its response; it never throws
 */
export const createApp = (dependencies: Service): ((request: Request) => Promise<Response>) => {
  const service: Service = { ...dependencies, store: guarded(dependencies.store) };
  return (request) => router.fetch(request, service);
};
