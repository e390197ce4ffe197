/**
 * The audit trail: one line of the log for each publication, activation and refusal. It names the token, never
 * its value, and no content.
 */
import type { Revision } from '../../dataset/revisions/revision.js';
import type { TokenName } from '../../http/authorization.js';
import { Problem, problemTypes } from '../../http/problem.js';
import { pathOf } from '../../http/request-path.js';
import type { Log } from '../../log.js';
import { revisionNamedBy } from './precondition.js';

/** What one request publishes. */
export interface Audit {
  /** Called with the name of the given token, or undefined if it is missing or wrong. */
  authorized(token: TokenName | undefined): void;
  /** Logs that the current revision has changed. */
  moved(action: 'publish' | 'activate', from: Revision | undefined, to: string): void;
  /** Logs that a request for which a token was asked is refused. */
  refused(request: Request, error: unknown): void;
}

export const createAudit = (log: Log): Audit => {
  let asked = false;
  let token: TokenName | undefined;
  return {
    authorized: (name) => {
      asked = true;
      token = name;
    },
    moved: (action, from, to) => {
      const message = action === 'publish' ? 'published a dataset' : 'activated a revision';
      log('info', message, { audit: action, token, from: from?.id, to });
    },
    refused: (request, error) => {
      if (!asked || !(error instanceof Problem) || problemTypes[error.slug].status >= 500) return;
      const path = pathOf(request.url);
      const [, to] = /\/([0-9a-f]{32})(?:\/|$)/.exec(path) ?? [];
      log('warn', 'refused to publish', {
        audit: 'refuse',
        token,
        request: `${request.method} ${path}`,
        reason: error.slug,
        from: revisionNamedBy(request),
        to,
      });
    },
  };
};
