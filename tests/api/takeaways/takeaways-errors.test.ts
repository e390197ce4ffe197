import { describe, expect, it } from 'vitest';
import { generateDataset } from '../../../curation/generated-dataset.js';
import { layOut } from '../../../src/dataset/revisions/layout.js';
import { invalidParameters, problemOf } from '../../support/answer.js';
import { createCountingStore } from '../../support/stores/counting-store.js';
import { createTestGet } from '../../support/test-app.js';

const get = await createTestGet();
const errorsOf = async (query: string) => {
  const { slug, errors } = problemOf(await get(`/v1/takeaways?${query}`));
  expect(slug).toBe('invalid-request');
  return errors;
};

describe.each<[why: string, query: string, parameters: string[], detail: RegExp]>([
  [
    'an unknown parameter',
    'page=2',
    ['page'],
    /^Unknown parameter\. Expected q, event, .*cursor\.$/,
  ],
  [
    'a parameter in the wrong case',
    'Limit=2',
    ['Limit'],
    /^Unknown parameter\. Expected q, event, .*cursor\.$/,
  ],
  ['a parameter without a name', '=2', [''], /^Unknown parameter\. Expected q, event, .*cursor\.$/],
  ['an empty limit', 'limit=', ['limit'], /1 to 100\. Got ""\.$/],
  ['a limit of zero', 'limit=0', ['limit'], /^Expected a whole number from 1 to 100\. Got "0"\.$/],
  ['a limit below zero', 'limit=-1', ['limit'], /1 to 100/],
  ['a limit too large', 'limit=101', ['limit'], /1 to 100/],
  ['a limit with a fraction', 'limit=1.5', ['limit'], /1 to 100/],
  ['a limit in scientific notation', 'limit=1e1', ['limit'], /1 to 100/],
  ['a limit with a leading zero', 'limit=010', ['limit'], /1 to 100/],
  ['a limit with white space', 'limit=+10', ['limit'], /1 to 100/],
  ['a limit with a line break', 'limit=10%0A', ['limit'], /1 to 100/],
  ['a limit that is a word', 'limit=all', ['limit'], /1 to 100/],
  ['a limit given twice', 'limit=5&limit=6', ['limit'], /^Expected at most 1 value, got 2\.$/],
  ['a search given twice', 'q=wasm&q=spin', ['q'], /^Expected at most 1 value, got 2\.$/],
  ['a search too long', `q=${'x'.repeat(201)}`, ['q'], /200 characters/],
  ['a search with too many words', 'q=one+two+three+four+five+six+seven+eight+nine', ['q'], /8/],
  ['a search without words', 'q=%21%3F', ['q'], /at least one letter or digit.*"!\?"/],
  ['an unknown sort order', 'sort=title', ['sort'], /-event, event, relevance/],
  ['relevance without a search', 'sort=relevance', ['sort'], /`q`/],
  ['relevance with an empty search', 'q=&sort=relevance', ['sort'], /`q`/],
  ['a slug in upper case', 'topic=AI', ['topic'], /lower-case/],
  ['a slug with a space', 'topic=service+mesh', ['topic'], /lower-case/],
  ['an empty slug', 'topic=', ['topic'], /slug/],
  ['a year in two digits', 'year=24', ['year'], /four digits/],
  ['an unknown field', 'fields=id,titel', ['fields'], /"titel".*title/],
  ['a repeated field', 'fields=id,title,id', ['fields'], /each field once\. Got "id,title,id"\.$/],
  ['no fields', 'fields=', ['fields'], /title, summary/],
  [
    'an unknown topic',
    'topic=quantum-computing',
    ['topic'],
    /^Unknown topic "quantum-computing"\. `GET \/v1\/topics` lists all values\.$/,
  ],
  [
    'a cursor that is too long',
    `cursor=${'A'.repeat(300)}`,
    ['cursor'],
    /`next` or `prev`.*"A{60}"\.$/,
  ],
])('%s', (_, query, parameters, detail) => {
  it(`is 400 with an explanation: ${query.slice(0, 40)}`, async () => {
    const errors = await errorsOf(query);
    expect(errors.map(({ parameter }) => parameter)).toEqual(parameters);
    expect(errors[0]?.detail).toMatch(detail);
  });
});

it('All errors of a request are reported together', async () => {
  const query =
    'q=%21&limit=0&sort=title&topic=AI&fields=x&page=2&event=a&event=B&cursor=a&cursor=b';
  const parameters = await invalidParameters(await get(`/v1/takeaways?${query}`));
  expect(new Set(parameters)).toEqual(
    new Set(['q', 'limit', 'sort', 'topic', 'fields', 'page', 'event', 'cursor']),
  );
});

describe('an invalid cursor', () => {
  it.each(['', 'x', 'bm90IGEgY3Vyc29y', '../../etc/passwd', '%00', 'MA=='])(
    'is 400: %s',
    async (cursor) => {
      const { slug, errors } = problemOf(await get(`/v1/takeaways?cursor=${cursor}`));
      expect(slug).toBe('invalid-cursor');
      expect(errors).toMatchObject([{ parameter: 'cursor' }]);
    },
  );
});

describe('unknown filter values', () => {
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
  ])('are 400 with a suggestion: %s', async (query, meant) => {
    expect(await errorsOf(query)).toMatchObject([
      { parameter: query.split('=')[0], detail: expect.stringContaining(`"${meant}"`) },
    ]);
  });

  it('are 400 with at most three suggestions', async () => {
    const bundled = { ...(await layOut(generateDataset(10))), version: 1 };
    const getGenerated = await createTestGet({ bundled });
    const { errors } = problemOf(await getGenerated('/v1/takeaways?topic=topic-20'));
    expect(errors).toMatchObject([
      { detail: expect.stringMatching(/Did you mean "topic-0" or "topic-2" or "topic-10"\?$/) },
    ]);
  });

  it('are 400 with a link to the list if nothing is close', async () => {
    expect(await errorsOf('topic=zzzzzzzzzzzz')).toMatchObject([
      { parameter: 'topic', detail: expect.stringContaining('/v1/topics') },
    ]);
  });

  it('are all reported, each with its own suggestions', async () => {
    const errors = await errorsOf('topic=webasembly&technology=kubernets&topic=ai&technology=heml');
    expect(errors.map(({ parameter }) => parameter)).toEqual(['topic', 'technology', 'technology']);
    expect(errors.map(({ detail }) => detail).join()).toMatch(
      /webassembly.*(helm.*kubernetes|kubernetes.*helm)/,
    );
  });

  it('cost one read per vocabulary', async () => {
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
