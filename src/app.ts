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
import { answer, type Methods } from './http/operation.js';
import { Problem } from './http/problem.js';
import type { Service } from './service.js';
import { guarded } from './store/guarded.js';

/** Every route, with the operation of each method; `{name}` is a segment of any text. */
export const routes: Readonly<Record<string, Methods>> = {
  '/': { GET: home },
  '/v1/takeaways': { GET: listTakeaways },
  '/v1/takeaways/{id}': { GET: getTakeaway },
  ...Object.fromEntries(
    vocabularyNames.flatMap((name) => [
      [`/v1/${name}`, { GET: listVocabulary(name) }],
      [`/v1/${name}/{id}`, { GET: getVocabularyItem(name) }],
    ]),
  ),
  '/v1/dump': { GET: dump },
  '/v1/meta': { GET: meta },
  '/healthz': { GET: healthz },
  '/readyz': { GET: readyz },
  '/problems/{slug}': { GET: getProblem },
};

const router = Router<IRequestStrict, [Service]>({
  before: [guard],
  catch: answerError,
  finally: [finish],
});
for (const [path, methods] of Object.entries(routes)) {
  router.all(path.replace(/{(\w+)}/g, ':$1'), answer(methods));
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
