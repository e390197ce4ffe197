import { beforeAll, describe, expect, it } from 'vitest';
import { readDataset } from '../../curation/read-dataset.js';
import type { Series } from '../../curation/verdicts/recorded-run.js';
import { makeAssets } from '../../engine/assets/assets.js';
import { layOut } from '../../src/dataset/revisions/layout.js';
import { pageSecurity } from '../../src/http/headers.js';
import { answerOf, problemOf } from '../support/answer.js';
import { generateRun } from '../support/generated-run.js';
import { measuredClaims, measuredDataset } from '../support/measured-dataset.js';
import type { Answer } from '../support/openapi-contract.js';
import { createTestApp, origin } from '../support/test-app.js';
import { structureOf, valuesOf } from './read-markup.js';

/** The `Accept` header of a browser. */
const browser = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8';

type Open = (path: string, headers?: Record<string, string>) => Promise<Answer>;

const createOpen = async (...overrides: Parameters<typeof createTestApp>): Promise<Open> => {
  const send = await createTestApp(...overrides);
  return async (path, headers = {}) =>
    answerOf(await send(path, { headers: { accept: browser, ...headers } }));
};

let open: Open;
beforeAll(async () => {
  open = await createOpen({ assets: await makeAssets() });
});

const paths = [
  '/',
  '/?q=wasm',
  '/?topic=webassembly&event=kubecon-eu-2024&limit=2',
  '/?year=2023',
  '/?q=xyzzyqwv',
  '/?talk=the-iac-evolution&person=solomon-hykes',
  '/takeaways/kubernetes-ten-years-figures',
  '/technologies/cilium',
  '/topics/storage',
  '/talks/the-iac-evolution',
  '/events/kubecon-eu-2022',
  '/people/solomon-hykes',
  '/claims',
];

describe.each(paths)('the page %s', (path) => {
  it('is HTML with a policy that allows nothing inline, also for a 304', async () => {
    const { status, headers, body } = await open(path);
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect([...headers]).toEqual(expect.arrayContaining(Object.entries(pageSecurity)));
    expect(headers.get('content-security-policy')).not.toContain('unsafe');
    expect(structureOf(body).filter((tag) => / (style|on\w+)\b|^style/.test(tag))).toEqual([]);

    const confirmed = await open(path, { 'if-none-match': headers.get('etag') ?? '' });
    expect(confirmed.status).toBe(304);
    expect([...confirmed.headers]).toEqual(expect.arrayContaining(Object.entries(pageSecurity)));
  });

  it('has only working links', async () => {
    const { body } = await open(path);
    const targets = new Set([...valuesOf(body, 'href'), ...valuesOf(body, 'src')]);
    expect(targets.size).toBeGreaterThan(5);
    for (const target of targets) {
      if (target.startsWith('https://')) continue;
      if (target.startsWith('#')) expect(valuesOf(body, 'id')).toContain(target.slice(1));
      else expect((await open(target)).status, target).toBe(200);
    }
  });

  it('tells other sites what it is: title, description and type (OpenGraph, schema.org)', async () => {
    const { body } = await open(path);
    const meta = (property: string) =>
      new RegExp(`<meta property="og:${property}" content="([^"]*)">`).exec(body)?.[1];
    const description = /<meta name="description" content="([^"]*)">/.exec(body)?.[1];
    expect(meta('description')).toBe(description);
    expect(meta('title')).toBeTruthy();
    expect(meta('url')).toMatch(new RegExp(`^${origin}/`));
    const [, json = ''] = /<script type="application\/ld\+json">(.*?)<\/script>/.exec(body) ?? [];
    expect(JSON.parse(json)).toMatchObject({
      '@context': 'https://schema.org',
      '@type': expect.any(String),
      url: expect.stringContaining(origin),
    });
  });

  it('has unique ids', async () => {
    const ids = valuesOf((await open(path)).body, 'id');
    expect(ids).toEqual([...new Set(ids)]);
  });
});

describe('a page', () => {
  it('is for clients that prefer HTML; programs get the index', async () => {
    for (const accept of ['*/*', 'application/json', 'text/html;q=0.5,application/json']) {
      expect((await open('/', { accept })).headers.get('content-type')).toBe('application/json');
    }
    expect((await open('/', { accept: 'text/html' })).headers.get('vary')).toBe('Accept');
  });

  it('shows problems as well, outside the API', async () => {
    const invalid = await open('/?topic=servce-mesh');
    expect(invalid.status).toBe(400);
    expect(invalid.body).toContain('Unknown topic &quot;servce-mesh&quot;');
    expect((await open('/takeaways/nothing')).status).toBe(404);
    expect((await open('/nowhere')).headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(problemOf(await open('/v1/takeaways?topic=servce-mesh')).status).toBe(400);
    expect(problemOf(await open('/nowhere', { accept: '*/*' })).status).toBe(404);
  });
});

describe('the page of a takeaway', () => {
  it('leads to its related takeaways, its topics, its talk and the speakers', async () => {
    const { takeaways } = readDataset();
    const found = takeaways.find(({ related, talk, topics = [] }) => {
      return related && topics.length > 1 && (talk?.speakers.length ?? 0) > 0;
    });
    const { body } = await open(`/takeaways/${found?.id}`);
    const expected = [
      ...(found?.related ?? []).map((id) => `/takeaways/${id}`),
      ...(found?.topics ?? []).map((id) => `/topics/${id}`),
      `/talks/${found?.talk?.id}`,
      ...(found?.talk?.speakers ?? []).map(({ id }) => `/people/${id}`),
    ];
    expect(valuesOf(body, 'href')).toEqual(expect.arrayContaining(expected));
  });
});

describe('the page of a subject', () => {
  it('is the page of the topic that it was merged into', async () => {
    const [topic] = readDataset().topics.filter(({ former_ids }) => former_ids);
    const { body } = await open(`/topics/${topic?.former_ids?.[0]}`);
    expect(body).toContain(`<link rel="canonical" href="/topics/${topic?.id}">`);
  });

  it('shows some of many takeaways, and leads to all of them', async () => {
    const { body } = await open('/events/kubecon-eu-2024');
    expect(body.match(/<li><article>/g)).toHaveLength(20);
    expect(body).toMatch(/<a href="\/\?event=kubecon-eu-2024">All \d+ takeaways<\/a>/);
  });

  it.each(['technologies', 'topics', 'talks', 'events', 'people'])(
    'is missing for an unknown id: %s',
    async (name) => {
      expect((await open(`/${name}/nothing`)).status).toBe(404);
    },
  );
});

describe('the explorer', () => {
  it('marks the topic that a chosen one was merged into', async () => {
    const [topic] = readDataset().topics.filter(({ former_ids }) => former_ids);
    const { body } = await open(`/?topic=${topic?.former_ids?.[0]}`);
    expect(body).toContain(`value="${topic?.id}" checked`);
  });

  it('accepts empty form fields, but only for pages', async () => {
    expect((await open('/?q=&topic=&sort=')).body).toBe((await open('/')).body);
    expect(problemOf(await open('/?topic=', { accept: '*/*' })).status).toBe(400);
  });

  it('keeps parameters without a form field', async () => {
    const { body } = await open('/?year=2023&limit=7');
    expect(body).toContain('<input type="hidden" name="year" value="2023">');
    expect(body).toContain('<input type="hidden" name="limit" value="7">');
  });
});

describe('the claims page', () => {
  it('says that a claim has not been measured yet', async () => {
    const content = await layOut(measuredDataset([]));
    const { body } = await (await createOpen({ bundled: { ...content, version: 1 } }))('/claims');
    expect(body.match(/Not measured yet/g)).toHaveLength(readDataset().claims.length);
    expect(body).not.toContain('<svg');
  });

  it('shows one plot per measurement, and the verdict', async () => {
    const content = await layOut(measuredDataset());
    const { body } = await (await createOpen({ bundled: { ...content, version: 1 } }))('/claims');
    const label = valuesOf(body, 'aria-label').find((text) => text.startsWith('Bytes in the'));
    expect(label).toBe(
      'Bytes in the registry, gzip on both sides; Wasm on Spin: 4 MB; Node container: 58.5 MB; expected: at most 1.17 MB, by Node container',
    );
    // Bars start at zero and end at the threshold.
    expect(valuesOf(body, 'width')).toEqual(expect.arrayContaining(['100%', '6.8%']));
    expect(body).toContain(
      'Expected at least 50 times: does not hold for Wasm on Spin (14.6 times).',
    );
    const others = readDataset().claims.length - Object.keys(measuredClaims).length;
    expect(body.match(/Not measured yet/g)).toHaveLength(others);
  });

  it('shows test results in a table without a plot', async () => {
    const tried = (contender: string, passed: number): Series => ({
      measurement: 'tests-passed',
      contender,
      conditions: {},
      samples: [passed],
    });
    const trials = ['app-on-spin-4', 'app-on-local-host-1', 'app-on-wasmtime-48'];
    const run = generateRun(
      trials.map((trial, n) => tried(trial, n < 2 ? 1 : 0)),
      { contenders: trials.map((id) => ({ id, name: id.replace('-on-', '.wasm on ') })) },
    );
    const content = await layOut(measuredDataset([run]));
    const { body } = await (await createOpen({ bundled: { ...content, version: 1 } }))('/claims');
    const claim = /<article class="claim" id="portability">.*?<\/article>/s.exec(body)?.[0] ?? '';
    expect(claim).toContain('does not hold for app.wasm (0.667 of the runtimes).');
    expect(valuesInRows(claim)).toEqual([
      ['Contender', 'Outcome'],
      ['app.wasm on spin-4', 'passed'],
      ['app.wasm on local-host-1', 'passed'],
      ['app.wasm on wasmtime-48', 'failed'],
    ]);
    expect(claim).not.toContain('<svg');
  });
});

const valuesInRows = (body: string): string[][] =>
  [...body.matchAll(/<tr[^>]*>(.*?)<\/tr>/gs)].map(([, row = '']) =>
    [...row.matchAll(/<t[hd][^>]*>([^<]*)/g)].map(([, cell = '']) => cell),
  );
