/** The claims page as HTML: the grid of claims and contenders, what starts and memory are made of, then each claim. */
import { html } from '../../encoding/markup.js';
import { formatCount } from '../format-text.js';
import type { Page } from '../html-document.js';
import { describeClaims } from '../linked-data.js';
import { renderAnatomies } from './anatomy-view.js';
import { type ClaimWithTakeaways, renderClaim } from './claim-view.js';
import { renderGrid } from './grid-view.js';

/** @returns the page of all claims. */
export const renderClaims = (claims: readonly ClaimWithTakeaways[]): Page => {
  const measured = claims.filter(({ claim }) => claim.measurements?.length).length;
  const intro = `${formatCount(claims.length, 'statement')} by speakers and authors that can be measured, ${measured} of them measured so far. Each is judged for every way to run Wasm, against containers; each claim shows its rules, which were written before measuring.`;
  const records = claims.map(({ claim }) => claim);
  return {
    title: 'Claims',
    description: intro,
    canonical: '/claims',
    json: '/v1/claims',
    linkedData: describeClaims(records),
    main: html`<div class="intro"><h1>Claims put to the test</h1><p>${intro}</p></div>
${renderGrid(records)}
${renderAnatomies(records)}
${claims.map(renderClaim)}`,
  };
};
