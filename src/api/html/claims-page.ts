/** `GET /claims`: the claims of the sources, how they are measured, and the results. */

import type { Takeaway } from '../../dataset/records/schema.js';
import { ensureCurrent } from '../../dataset/revisions/current.js';
import { createReader, type RevisionReader } from '../../dataset/revisions/reader.js';
import { findTakeaways, noFilters } from '../../dataset/search/query.js';
import { html } from '../../http/negotiation.js';
import { renderClaims } from '../../pages/claims/claims-view.js';
import { operation } from '../service.js';
import { respondPage } from './page-response.js';
import { readVocabulary } from './read-vocabularies.js';

/** How many takeaways the page names per claim; a link leads to the rest. */
const maxTakeawaysPerClaim = 5;

/** `GET /claims`. Reads the claims, their part of the index, and the named takeaways. */
export const claimsPage = operation({
  summary: 'Show the claims and their measurements as a page',
  parameters: {},
  offers: [html],
  handle: async (exchange) => {
    const revision = await ensureCurrent(exchange.service);
    return respondPage(exchange, { revision, address: exchange.url.pathname }, async () => {
      const reader = createReader(exchange.service.store, revision);
      const claims = [...(await readVocabulary(reader, 'claims')).values()];
      const takeaways = await takeawaysOf(
        reader,
        claims.map(({ id }) => id),
      );
      return renderClaims(claims.map((claim) => ({ claim, takeaways: takeaways(claim.id) })));
    });
  },
});

/** Finds the first takeaways of each claim and reads them together. */
const takeawaysOf = async (reader: RevisionReader, claims: readonly string[]) => {
  const found = new Map<string, number[]>();
  for (const claim of claims) {
    const filters = { ...noFilters, claim: [claim] };
    const matches = await findTakeaways(reader, { words: [], filters, sort: '-event' });
    found.set(claim, matches.ordinals(0, maxTakeawaysPerClaim));
  }
  const ordinals = [...new Set([...found.values()].flat())];
  const records = await reader.records(ordinals);
  const read = new Map(ordinals.map((ordinal, index) => [ordinal, records[index]]));
  return (claim: string): Takeaway[] =>
    (found.get(claim) ?? []).flatMap((ordinal) => {
      const record = read.get(ordinal);
      return record === undefined ? [] : [JSON.parse(record) as Takeaway];
    });
};
