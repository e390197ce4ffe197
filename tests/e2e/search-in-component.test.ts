import { describe, expect, it } from 'vitest';
import { schemas } from '../../src/api/api-schemas.js';
import { jsonOf } from '../support/answer.js';
import { idsAt } from '../support/lists.js';
import { get } from './test-server.js';

// The component's JavaScript engine is not Node's, so everything about letters is tested there as well.
const { takeaways, technologies } = jsonOf(await get('/v1/dump'), schemas.Dataset);

const find = (q: string) =>
  idsAt(get, `/v1/takeaways?${new URLSearchParams({ q, fields: 'id', limit: '100' })}`);
const speakers = takeaways.flatMap(({ id, talk }) =>
  (talk?.speakers ?? []).map(({ name }) => ({ id, name })),
);
const withoutAccents = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '');

describe('a search over HTTP', () => {
  it('finds every technology by its name', async () => {
    for (const { id, name } of technologies) {
      const users = takeaways.filter((takeaway) => takeaway.technologies.includes(id));
      if (users.length === 0) continue;
      expect(await find(name), name).toEqual(expect.arrayContaining(users.map((user) => user.id)));
    }
  });

  it('finds speakers with accents, without them, decomposed and in upper case', async () => {
    const accented = speakers.filter(({ name }) => name !== withoutAccents(name));
    expect(accented.length).toBeGreaterThan(0);
    for (const { id, name } of accented) {
      const plain = withoutAccents(name);
      for (const spelling of new Set([name, plain, name.normalize('NFD'), name.toUpperCase()])) {
        expect(await find(spelling), spelling).toContain(id);
      }
    }
  });

  it('ranks every takeaway first for its own title', async () => {
    for (const { id, title } of takeaways.slice(0, 20)) {
      const words = title.split(' ').slice(0, 8).join(' ');
      expect((await find(words)).slice(0, 3), words).toContain(id);
    }
  });

  it.each([
    ['kubernetse', 'kubernetes'],
    ['dokcer', 'docker'],
    ['opentelemtry', 'opentelemetry'],
    ['kuber', 'kubernetes'],
  ])('corrects typos and completes words: %s', async (typed, meant) => {
    const users = takeaways.filter(({ technologies: used }) => used.includes(meant));
    expect(await find(typed)).toEqual(expect.arrayContaining(users.map(({ id }) => id)));
  });

  it.each(['qqqqxxxxjjjj', 'Кубернетес', '雲', '🦀🦀🦀 kubernetes qqqqxxxx', 'İİİİ'])(
    'finds nothing for unknown words: %s',
    async (q) => {
      expect(await find(q)).toEqual([]);
    },
  );
});
