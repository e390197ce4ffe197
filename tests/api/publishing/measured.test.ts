/** A dataset with measurements, published and read back. */
import { describe, expect, it } from 'vitest';
import { schemas } from '../../../src/api/api-schemas.js';
import { jsonOf, problemOf } from '../../support/answer.js';
import { measuredClaims, measuredDataset } from '../../support/measured-dataset.js';
import { startService } from './support.js';

describe('a dataset with measurements', () => {
  it('is published and served with the verdict of each claim', async () => {
    const { put, send } = await startService();
    const dataset = measuredDataset();
    expect((await put(dataset)).status).toBe(200);
    const { data } = jsonOf(await send('/v1/claims'), schemas.ClaimPage);
    expect(data.map(({ count, ...claim }) => claim)).toEqual(dataset.claims);
    const measured = data.filter(({ measurements = [] }) => measurements.length > 0);
    expect(
      Object.fromEntries(
        measured.map(({ id, verdict, judgement }) => [id, [verdict?.outcome, judgement?.outcome]]),
      ),
    ).toEqual(measuredClaims);
  });

  it('comes back unchanged in the dump: publishing that changes nothing', async () => {
    const { put, send } = await startService();
    await put(measuredDataset());
    const dump = jsonOf(await send('/v1/dump'), schemas.Dataset);
    expect(dump.claims).toEqual(measuredDataset().claims);
    expect(jsonOf(await put(dump), schemas.Publication).published).toBe(false);
  });

  it('is rejected with the JSON pointer of an invalid finding', async () => {
    const { put } = await startService();
    const dataset = measuredDataset();
    const spoilt = dataset.claims.map((claim) => ({
      ...claim,
      verdict: { outcome: 'holds', text: 'It does.' },
    }));
    const answer = await put({ ...dataset, claims: spoilt });
    expect(problemOf(answer).errors).toContainEqual(
      expect.objectContaining({ pointer: '/claims/0/verdict/outcome' }),
    );
  });
});
