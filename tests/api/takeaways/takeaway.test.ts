import { describe, expect, it } from 'vitest';
import { readDataset } from '../../../curation/read-dataset.js';
import { schemas } from '../../../src/api/api-schemas.js';
import { invalidParameters, jsonOf, problemOf } from '../../support/answer.js';
import { createTestGet } from '../../support/test-app.js';

const { takeaways } = readDataset();
const get = await createTestGet();

describe('a takeaway', () => {
  it.each(takeaways)('has its own address: $id', async (takeaway) => {
    expect(jsonOf(await get(`/v1/takeaways/${takeaway.id}`), schemas.Takeaway)).toEqual(takeaway);
  });

  it('rejects parameters', async () => {
    expect(invalidParameters(await get(`/v1/takeaways/${takeaways[0]?.id}?fields=id`))).toEqual([
      'fields',
    ]);
  });
});

describe('an id that no takeaway has', () => {
  it.each([
    'nothing-of-the-sort',
    'NOTHING',
    'constructor',
    '__proto__',
    '%00',
    '%F0%9F%A6%80',
    '0',
  ])('is 404: %s', async (id) => {
    const { slug, detail } = problemOf(await get(`/v1/takeaways/${id}`));
    expect(slug).toBe('not-found');
    expect(detail).toContain(decodeURIComponent(id));
  });

  it('is shortened in the error message if it is long', async () => {
    const { detail } = problemOf(await get(`/v1/takeaways/${'x'.repeat(3000)}`));
    expect(detail.length).toBeLessThan(200);
  });
});
