/** `GET /claims`: what the sources claim, how it is measured, and what came out. */

import type { Takeaway } from '../../dataset/records/schema.js';
import { ensureCurrent } from '../../dataset/revisions/current.js';
import { createReader, type RevisionReader } from '../../dataset/revisions/reader.js';
import { findTakeaways } from '../../dataset/search/query.js';
import { html } from '../../http/negotiation.js';
import { renderClaims } from '../../pages/claims-view.js';
import { operation } from '../service.js';
import { respondPage } from './page-response.js';
import { readVocabulary } from './read-vocabularies.js';

/** Takeaways that are named for each claim; a link leads to all of them. */
const maxTakeawaysPerClaim = 5;

/** `GET /claims`. Costs the claims, their part of the index and the records of those takeaways. */
export const claimsPage = operation({
  summary: 'Read the claims and their measurements as a page',
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

const anything = { event: [], year: [], topic: [], technology: [], source: [], claim: [] };

/** Finds the first takeaways of each claim, and reads them all at once. */
const takeawaysOf = async (reader: RevisionReader, claims: readonly string[]) => {
  const found = new Map<string, number[]>();
  for (const claim of claims) {
    const filters = { ...anything, claim: [claim] };
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
