import { describe, expect, it } from 'vitest';
import { readDataset } from '../../curation/read-dataset.js';
import { schemas } from '../../src/api/api-schemas.js';
import { jsonOf } from '../support/answer.js';
import { idsAt } from '../support/lists.js';
import { createTestGet } from '../support/test-app.js';

const { claims } = readDataset();
const get = await createTestGet();

describe.each(claims)('the claim $id', ({ id }) => {
  it('has a statement, a measurement and a refutation', async () => {
    const claim = jsonOf(await get(`/v1/claims/${id}`), schemas.Claim);
    expect(claim.statement).not.toBe('');
    expect(claim.metric).not.toBe('');
    expect(claim.measurement).not.toBe('');
    expect(claim.refutation).not.toBe('');
  });

  it('lists the same takeaways as the filter by claim', async () => {
    const claim = jsonOf(await get(`/v1/claims/${id}`), schemas.Claim);
    const found = await idsAt(get, `/v1/takeaways?claim=${id}`);
    expect(found.length).toBeGreaterThan(0);
    expect(new Set(claim.takeaways)).toEqual(new Set(found));
    for (const takeaway of claim.takeaways) {
      const { claims: made } = jsonOf(await get(`/v1/takeaways/${takeaway}`), schemas.Takeaway);
      expect(made).toContain(id);
    }
  });
});
