/** A problem as an HTML page. */
import { html } from '../encoding/markup.js';
import { type ProblemOptions, type ProblemSlug, problemDocument } from '../http/problem.js';
import type { Page } from './html-document.js';

/**
 * @param slug the problem type
 * @param options details of this occurrence
 * @param search the content of the search field
 */
export const renderProblem = (
  slug: ProblemSlug,
  options: ProblemOptions,
  search: string | null,
): Page => {
  const { title, detail, errors = [] } = problemDocument(slug, options);
  const main = html`<section id="problem" class="problem">
<h1>${title}</h1>
${errors.length === 0 && html`<p>${detail}</p>`}
${errors.length > 0 && html`<ul>${errors.map(({ parameter, detail }) => html`<li><strong>${parameter}</strong> ${detail}</li>`)}</ul>`}
<form class="search" action="/" role="search">
<label for="q">Search takeaways</label>
<input type="search" id="q" name="q" value="${search}" maxlength="200">
<button>Search</button>
</form>
<p><a href="/">Show all takeaways</a></p>
</section>`;
  return { title, description: detail, main };
};
