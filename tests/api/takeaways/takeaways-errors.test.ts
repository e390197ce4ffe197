import { describe, expect, it } from 'vitest';
import { layOut } from '../../../src/dataset/revisions/layout.js';
import { faultyParameters, problemOf } from '../../support/answer.js';
import { createCountingStore } from '../../support/counting-store.js';
import { generateDataset } from '../../support/generated-dataset.js';
import { createTestGet } from '../../support/test-app.js';

const get = await createTestGet();
const faultsOf = async (query: string) => {
  const { slug, errors } = problemOf(await get(`/v1/takeaways?${query}`));
  expect(slug).toBe('invalid-request');
  return errors;
};

describe.each<[why: string, query: string, parameters: string[], said: RegExp]>([
  ['an unknown parameter', 'page=2', ['page'], /takes q, event, .*cursor/],
  ['a parameter in another case', 'Limit=2', ['Limit'], /no such parameter/],
  ['a parameter without a name', '=2', [''], /no such parameter/],
  ['a limit of nothing', 'limit=', ['limit'], /1 to 100/],
  ['a limit of zero', 'limit=0', ['limit'], /1 to 100/],
  ['a limit below zero', 'limit=-1', ['limit'], /1 to 100/],
  ['a limit too large', 'limit=101', ['limit'], /1 to 100/],
  ['a limit with a fraction', 'limit=1.5', ['limit'], /1 to 100/],
  ['a limit in another notation', 'limit=1e1', ['limit'], /1 to 100/],
  ['a limit with a leading zero', 'limit=010', ['limit'], /1 to 100/],
  ['a limit with white space', 'limit=+10', ['limit'], /1 to 100/],
  ['a limit with a line break', 'limit=10%0A', ['limit'], /1 to 100/],
  ['a limit that is a word', 'limit=all', ['limit'], /1 to 100/],
  ['a limit given twice', 'limit=5&limit=6', ['limit'], /2 times/],
  ['a search given twice', 'q=wasm&q=spin', ['q'], /2 times/],
  ['a search too long', `q=${'x'.repeat(201)}`, ['q'], /200 characters/],
  ['a search of too many words', 'q=one+two+three+four+five+six+seven+eight+nine', ['q'], /8/],
  ['a search without any word', 'q=%21%3F', ['q'], /no word/],
  ['an unknown order', 'sort=title', ['sort'], /-event, event, relevance/],
  ['relevance without a search', 'sort=relevance', ['sort'], /`q`/],
  ['relevance with an empty search', 'q=&sort=relevance', ['sort'], /`q`/],
  ['a slug in upper case', 'topic=AI', ['topic'], /lower-case/],
  ['a slug with a space', 'topic=service+mesh', ['topic'], /lower-case/],
  ['an empty slug', 'topic=', ['topic'], /slug/],
  ['a year in two digits', 'year=24', ['year'], /four digits/],
  ['fields that there are not', 'fields=id,titel', ['fields'], /"titel".*title/],
  ['no fields', 'fields=', ['fields'], /title, summary/],
  [
    'a topic that there is not',
    'topic=quantum-computing',
    ['topic'],
    /no topic "quantum-computing"/,
  ],
  ['a cursor longer than any', `cursor=${'A'.repeat(300)}`, ['cursor'], /longer/],
])('%s', (_, query, parameters, said) => {
  it(`is 400, and names what is wrong: ${query.slice(0, 40)}`, async () => {
    const errors = await faultsOf(query);
    expect(errors.map(({ parameter }) => parameter)).toEqual(parameters);
    expect(errors[0]?.detail).toMatch(said);
  });
});

it('Every fault of a request is named at once', async () => {
  const query =
    'q=%21&limit=0&sort=title&topic=AI&fields=x&page=2&event=a&event=B&cursor=a&cursor=b';
  const parameters = await faultyParameters(await get(`/v1/takeaways?${query}`));
  expect(new Set(parameters)).toEqual(
    new Set(['q', 'limit', 'sort', 'topic', 'fields', 'page', 'event', 'cursor']),
  );
});

describe('a cursor that is none', () => {
  it.each(['', 'x', 'bm90IGEgY3Vyc29y', '../../etc/passwd', '%00', 'MA=='])(
    'is 400: %s',
    async (cursor) => {
      const { slug, errors } = problemOf(await get(`/v1/takeaways?cursor=${cursor}`));
      expect(slug).toBe('invalid-cursor');
      expect(errors).toMatchObject([{ parameter: 'cursor' }]);
    },
  );
});

describe('filter values that do not exist', () => {
  it.each([
    ['topic=webasembly', 'webassembly'],
    ['topic=mesh', 'service-mesh'],
    ['technology=kubernets', 'kubernetes'],
    ['technology=k8s', 'kubernetes'],
    ['technology=otel', 'opentelemetry'],
    ['technology=postgres', 'postgresql'],
    ['technology=crosplane', 'crossplane'],
    ['technology=dokcer', 'docker'],
    ['technology=argo-cd', 'argo'],
    ['technology=open-policy-agent', 'opa'],
    ['event=kubecon-eu-2042', 'kubecon-eu-2024'],
    ['event=2024', 'kubecon-eu-2024'],
    ['event=paris', 'kubecon-eu-2024'],
    ['year=2021', '2022'],
    ['source=cloudsmith', 'cloudsmith-kubecon-2024'],
    ['claim=cold-starts', 'cold-start'],
  ])('are 400 with what may have been meant: %s', async (query, meant) => {
    expect(await faultsOf(query)).toMatchObject([
      { parameter: query.split('=')[0], detail: expect.stringContaining(`"${meant}"`) },
    ]);
  });

  it('are 400 with the nearest three of many', async () => {
    const bundled = { ...(await layOut(generateDataset(10))), version: 1 };
    const getGenerated = await createTestGet({ bundled });
    const { errors } = problemOf(await getGenerated('/v1/takeaways?topic=topic-20'));
    expect(errors).toMatchObject([
      { detail: expect.stringMatching(/: "topic-0", "topic-2", "topic-10"\.$/) },
    ]);
  });

  it('are 400 with where to look where nothing is near', async () => {
    expect(await faultsOf('topic=zzzzzzzzzzzz')).toMatchObject([
      { parameter: 'topic', detail: expect.stringContaining('/v1/topics') },
    ]);
  });

  it('are all named, each with its own suggestions', async () => {
    const errors = await faultsOf('topic=webasembly&technology=kubernets&topic=ai&technology=heml');
    expect(errors.map(({ parameter }) => parameter)).toEqual(['topic', 'technology', 'technology']);
    expect(errors.map(({ detail }) => detail).join()).toMatch(
      /webassembly.*(helm.*kubernetes|kubernetes.*helm)/,
    );
  });

  it('cost one read of each vocabulary, however many there are', async () => {
    const store = createCountingStore();
    const getCounted = await createTestGet({ store });
    await getCounted('/readyz');
    const values = Array.from({ length: 20 }, (_, number) => `no-such-thing-${number}`);
    const query = ['topic', 'technology', 'claim'].flatMap((name) =>
      values.map((value) => `${name}=${value}`),
    );
    const { result, cost } = await store.costOf(() =>
      getCounted(`/v1/takeaways?${query.join('&')}`),
    );
    expect(problemOf(result).errors).toHaveLength(60);
    expect(cost.reads).toBeLessThanOrEqual(8);
  });
});
