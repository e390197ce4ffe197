/** A problem as a page, for those who read rather than parse. */

import { pageType } from '../api/html/page-response.js';
import { html } from '../encoding/markup.js';
import type { Assets } from '../http/asset.js';
import { pageSecurity } from '../http/headers.js';
import { html as htmlType, json, prefers } from '../http/negotiation.js';
import { type ProblemOptions, type ProblemSlug, problemDocument } from '../http/problem.js';
import { renderDocument } from './document.js';

/** @returns whether a request comes from a browser that opens a page; what the API says is for programs. */
export const isForReaders = (request: Request): boolean =>
  prefers(request, htmlType, json) && !new URL(request.url).pathname.startsWith('/v1/');

/**
 * @param assets where styles are
 * @param request the one that failed
 * @param slug which type of problem
 * @param options what is particular to this occurrence
 */
export const problemPage = (
  assets: Assets,
  request: Request,
  slug: ProblemSlug,
  options: ProblemOptions,
): Response => {
  const { pathname, searchParams } = new URL(request.url);
  const { title, detail, status, errors = [] } = problemDocument(slug, options);
  const main = html`<section id="problem" class="problem">
<h1>${title}</h1>
${errors.length === 0 && html`<p>${detail}</p>`}
${errors.length > 0 && html`<ul>${errors.map(({ parameter, detail }) => html`<li><strong>${parameter}</strong> ${detail}</li>`)}</ul>`}
<form class="search" action="/" role="search">
<label for="q">Search takeaways</label>
<input type="search" id="q" name="q" value="${searchParams.get('q')}" maxlength="200">
<button>Search</button>
</form>
<p><a href="/">Show all takeaways</a></p>
</section>`;
  return new Response(renderDocument(assets, pathname, { title, description: detail, main }), {
    status,
    headers: {
      'content-type': pageType,
      'cache-control': 'no-store',
      ...pageSecurity,
      ...options.headers,
    },
  });
};
