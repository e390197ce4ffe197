import { describe, expect, it } from 'vitest';
import { schemas } from '../../src/api/api-schemas.js';
import { problemTypes } from '../../src/http/problem.js';
import { jsonOf, problemOf } from '../support/answer.js';
import { createTestGet } from '../support/test-app.js';

const get = await createTestGet();
const slugs = Object.keys(problemTypes);

describe.each(slugs)('/problems/%s', (slug) => {
  it('explains the type, with its status', async () => {
    const problem = jsonOf(await get(`/problems/${slug}`), schemas.Problem);
    expect(problem).toMatchObject({
      type: `/problems/${slug}`,
      status: expect.any(Number),
      detail: expect.stringMatching(/\.$/),
    });
  });
});

describe('a problem', () => {
  it('has a type that links to its explanation', async () => {
    const { type, title } = problemOf(await get('/v1/takeaways?limit=0'));
    expect(jsonOf(await get(type), schemas.Problem).title).toBe(title);
  });

  it.each(['nothing', '__proto__', 'toString', 'NOT-FOUND'])(
    'of an unknown type is 404 with a list of all types: %s',
    async (slug) => {
      const problem = problemOf(await get(`/problems/${slug}`));
      expect(problem.slug).toBe('not-found');
      for (const known of slugs) expect(problem.detail).toContain(known);
    },
  );
});
