/** The service: the route table, and how a request becomes a response. */
import { catalog } from './api/catalog.js';
import { dump } from './api/dump.js';
import { answerError } from './api/error-response.js';
import { docs, favicon, faviconIco, getAsset, openApi } from './api/files.js';
import { healthz, readyz } from './api/health.js';
import { home } from './api/home.js';
import { claimsPage } from './api/html/claims-page.js';
import { subjectPage } from './api/html/subject-page.js';
import { takeawayPage } from './api/html/takeaway-page.js';
import { meta } from './api/meta.js';
import { getProblem } from './api/problems.js';
import { createAudit } from './api/publishing/audit.js';
import { putDataset } from './api/publishing/put-dataset.js';
import { activateRevision, listRevisions } from './api/publishing/revision-list.js';
import { putUpload, putUploadPage } from './api/publishing/uploads.js';
import type { Service } from './api/service.js';
import { robots, sitemap } from './api/sitemap.js';
import { getFeed, getTakeaway, listTakeaways } from './api/takeaways/takeaways.js';
import { getVocabularyItem, listVocabulary } from './api/vocabularies.js';
import {
  type FaultInjection,
  faultInjectionFor,
  injectFaults,
  noFaults,
  withInjectedFailures,
} from './fault-injection.js';
import { finish } from './http/headers.js';
import { enforceLimits } from './http/limits.js';
import { answer, type Methods } from './http/operation.js';
import { Problem } from './http/problem.js';
import { createRouter } from './http/router.js';
import { safeLog } from './log.js';
import { wrapStoreErrors } from './store/store-errors.js';
import { startTrace } from './trace.js';

/** Every route, with one operation per method; `{name}` matches any path segment. */
export const routes = {
  '/': { GET: home },
  '/takeaways/{id}': { GET: takeawayPage },
  '/technologies/{id}': { GET: subjectPage('technology') },
  '/topics/{id}': { GET: subjectPage('topic') },
  '/talks/{id}': { GET: subjectPage('talk') },
  '/events/{id}': { GET: subjectPage('event') },
  '/people/{id}': { GET: subjectPage('person') },
  '/claims': { GET: claimsPage },
  '/v1/takeaways': { GET: listTakeaways },
  '/v1/takeaways/{id}': { GET: getTakeaway },
  '/v1/events': { GET: listVocabulary('events') },
  '/v1/events/{id}': { GET: getVocabularyItem('events') },
  '/v1/topics': { GET: listVocabulary('topics') },
  '/v1/topics/{id}': { GET: getVocabularyItem('topics') },
  '/v1/technologies': { GET: listVocabulary('technologies') },
  '/v1/technologies/{id}': { GET: getVocabularyItem('technologies') },
  '/v1/sources': { GET: listVocabulary('sources') },
  '/v1/sources/{id}': { GET: getVocabularyItem('sources') },
  '/v1/claims': { GET: listVocabulary('claims') },
  '/v1/claims/{id}': { GET: getVocabularyItem('claims') },
  '/v1/talks': { GET: listVocabulary('talks') },
  '/v1/talks/{id}': { GET: getVocabularyItem('talks') },
  '/v1/people': { GET: listVocabulary('people') },
  '/v1/people/{id}': { GET: getVocabularyItem('people') },
  '/v1/dump': { GET: dump },
  '/v1/meta': { GET: meta },
  '/v1/dataset': { PUT: putDataset },
  '/v1/revisions': { GET: listRevisions },
  '/v1/revisions/{id}/activate': { POST: activateRevision },
  '/v1/uploads/{revision}': { PUT: putUpload },
  '/v1/uploads/{revision}/pages/{page}': { PUT: putUploadPage },
  '/healthz': { GET: healthz },
  '/readyz': { GET: readyz },
  '/problems/{slug}': { GET: getProblem },
  '/feed.atom': { GET: getFeed },
  '/openapi.json': { GET: openApi },
  '/docs': { GET: docs },
  '/.well-known/api-catalog': { GET: catalog },
  '/sitemap.xml': { GET: sitemap },
  '/robots.txt': { GET: robots },
  '/favicon.svg': { GET: favicon },
  '/favicon.ico': { GET: faviconIco },
  '/assets/{name}': { GET: getAsset },
} as const satisfies Readonly<Record<string, Methods>>;

const routeOf = createRouter(
  Object.fromEntries(Object.entries(routes).map(([path, methods]) => [path, answer(methods)])),
);

const route = async (
  request: Request,
  service: Service,
  injection: FaultInjection,
): Promise<Response> => {
  if (injection !== noFaults) await injectFaults(injection);
  const url = enforceLimits(request);
  const found = routeOf(url.pathname);
  if (!found) throw new Problem('not-found');
  return found.target(request, url, found.parameters, service);
};

/**
 * @param dependencies the store, the bundled dataset and everything else the host provides
 * @returns a request handler that never throws
 */
export const createApp = (dependencies: Service): ((request: Request) => Promise<Response>) => {
  const log = safeLog(dependencies.log);
  return async (request) => {
    const injection = faultInjectionFor(request, dependencies.faults ?? (() => ''), log);
    const trace = startTrace(request, withInjectedFailures(dependencies.store, injection), log);
    const audit = createAudit(trace.log);
    const service: Service = {
      ...dependencies,
      store: wrapStoreErrors(trace.store),
      log: trace.log,
      audit,
      onAuthorization: audit.authorized,
    };
    let response: Response;
    try {
      response = await route(request, service, injection);
    } catch (error) {
      audit.refused(request, error);
      response = answerError(error, request, service);
    }
    return trace.end(finish(response, request));
  };
};
