import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderClaims } from '../../src/pages/claims/claims-view.js';
import { renderExplorer } from '../../src/pages/explorer-view.js';
import { vocabularyOf } from '../../src/pages/filters.js';
import { type Page, renderDocument } from '../../src/pages/html-document.js';
import { renderProblem } from '../../src/pages/problem-view.js';
import { renderSubject, subjectFacets } from '../../src/pages/subject-view.js';
import { renderTakeaway } from '../../src/pages/takeaway-view.js';
import { structureOf } from './read-markup.js';

const takeawayOf = (text: string) => ({
  id: text,
  event: text,
  topic: text,
  title: text,
  summary: text,
  technologies: [text],
  talk: { id: text, title: text, speakers: [{ id: text, name: text, organisation: text }] },
  figures: [{ label: text, value: 1, unit: text, qualifier: 'about' as const }],
  claims: [text],
  source: { id: text, section: text },
  links: [{ title: text, url: text }],
  note: text,
  topics: [text],
  people: [text],
  related: [text],
});

const claimOf = (text: string) => ({
  id: text,
  statement: text,
  metric: text,
  unit: text,
  takeaways: [text],
  measurement: text,
  refutation: text,
  count: 7,
  rules: [
    {
      id: text,
      label: text,
      measurement: text,
      conditions: { [text]: text },
      statistic: 'median' as const,
      of: text,
      unit: text,
      expected: 'at most' as const,
      threshold: 5,
      minimum_samples: 1,
      decides: true,
      reason: text,
    },
  ],
  measurements: [
    {
      machine: {
        id: text,
        cpu: text,
        architecture: text,
        cores: 2,
        memory_mib: 2048,
        page_bytes: 4096,
        system: text,
        kernel: text,
      },
      runs: [
        { id: text, date: '2026-01-05T12:00:00.000Z', commit: text, versions: { [text]: text } },
      ],
      findings: [
        {
          rule: text,
          run: text,
          outcome: 'supported' as const,
          text,
          contenders: [
            {
              id: text,
              name: text,
              value: 2,
              low: 1,
              high: 3,
              unit: text,
              samples: 9,
              role: 'contender' as const,
              run: text,
            },
          ],
          cells: [{ contender: text, outcome: 'supported' as const, run: text }],
          judgement: { outcome: 'depends' as const, text },
        },
      ],
      verdict: { outcome: 'supported' as const, text },
      judgement: { outcome: 'depends' as const, text },
      anatomy: [
        {
          run: text,
          title: text,
          unit: text,
          stacks: [
            {
              contender: text,
              name: text,
              parts: [{ id: text, label: text, value: 2, low: 1, high: 3, samples: 9 }],
            },
          ],
        },
      ],
    },
  ],
  verdict: { outcome: 'supported' as const, text },
  judgement: { outcome: 'depends' as const, text },
  said_by: [{ name: text, role: 'speaker' as const, takeaway: text }],
  earlier: [
    {
      until: '2026-01-05T12:00:00Z',
      commit: text,
      statement: text,
      outcome: 'refuted' as const,
      text,
    },
  ],
});

const vocabulariesOf = (text: string) => ({
  events: new Map([
    [
      text,
      {
        id: text,
        name: text,
        year: 2024,
        city: text,
        country: text,
        start: '2024-03-19',
        end: '2024-03-22',
        homepage: text,
        description: text,
        count: 1,
      },
    ],
  ]),
  topics: new Map([[text, { id: text, name: text, description: text, count: 1 }]]),
  technologies: new Map([
    [
      text,
      {
        id: text,
        name: text,
        description: text,
        homepage: text,
        kind: 'project' as const,
        aliases: [text],
        cncf_levels: [
          { level: 'sandbox' as const, since: '2024-01-02', as_of: '2024-03-19', source: text },
        ],
        count: 1,
      },
    ],
  ]),
  sources: new Map([
    [
      text,
      {
        id: text,
        title: text,
        authors: [text],
        publisher: text,
        event: text,
        published: '2024-03-26',
        status: 'draft' as const,
        description: text,
        note: text,
        count: 1,
      },
    ],
  ]),
  claims: new Map([[text, claimOf(text)]]),
  talks: new Map([
    [
      text,
      {
        id: text,
        title: text,
        event: text,
        kind: 'talk' as const,
        speakers: [{ id: text, name: text, organisation: text }],
        schedule: text,
        recording: text,
        note: text,
        count: 3,
      },
    ],
  ]),
  people: new Map([[text, { id: text, name: text, note: text, count: 2 }]]),
});

const revisionOf = (text: string) => ({
  id: text,
  format: 1 as const,
  origin: 'bundled' as const,
  version: 1,
  publishedAt: '2026-01-05T12:00:00.000Z',
  counts: {
    takeaways: 9,
    events: 1,
    topics: 1,
    technologies: 1,
    sources: 1,
    claims: 1,
    talks: 1,
    people: 1,
  },
  layout: { recordsPerSegment: 9, segments: 1, shards: 1, idBuckets: 1 },
});

/** Each page, with the same text in every place where the dataset or the client may put one. */
const pages: Readonly<Record<string, (text: string) => Page>> = {
  explorer: (text) =>
    renderExplorer({
      revision: revisionOf(text),
      vocabularies: vocabulariesOf(text),
      choice: {
        q: text,
        sort: 'event',
        limit: 1,
        event: [text],
        year: [text],
        topic: [text],
        technology: [text],
        source: [text],
        claim: [text],
        talk: [text],
        person: [text],
      },
      countOf: () => 1,
      address: text,
      total: 9,
      offset: 3,
      takeaways: [takeawayOf(text)],
      prev: text,
      next: text,
    }),
  takeaway: (text) =>
    renderTakeaway({
      takeaway: takeawayOf(text),
      vocabularies: vocabulariesOf(text),
      previous: takeawayOf(text),
      next: takeawayOf(text),
      related: [takeawayOf(text)],
    }),
  ...Object.fromEntries(
    subjectFacets.map((facet) => [
      facet,
      (text: string) => {
        const vocabularies = vocabulariesOf(text);
        const record = vocabularies[vocabularyOf[facet]].get(text);
        if (!record) throw new Error(`There is no ${facet}.`);
        const other = takeawayOf(`${text}x`);
        return renderSubject({ facet, record, vocabularies, takeaways: [takeawayOf(text), other] });
      },
    ]),
  ),
  claims: (text) => renderClaims([{ claim: claimOf(text), takeaways: [takeawayOf(text)] }]),
};

const hostileText = fc.oneof(
  fc.string({ minLength: 1 }),
  fc.constantFrom(
    '"><script>alert(1)</script>',
    "'-alert(1)-'",
    '</title><img src=x onerror=alert(1)>',
    '&quot;',
    '-->',
    ']]>',
  ),
);

describe.each(Object.entries(pages))('the page %s', (_name, render) => {
  it('has the same structure for any text', () => {
    const structure = (text: string) => structureOf(renderDocument({}, '/', render(text)));
    const expected = structure('text');
    expect(expected.length).toBeGreaterThan(40);
    fc.assert(
      fc.property(hostileText, (text) => {
        expect(structure(text)).toEqual(expected);
      }),
    );
  });
});

describe('a problem page', () => {
  it('has the same structure for any request and error', async () => {
    const structure = (text: string) => {
      const errors = [{ parameter: text, detail: text }];
      const page = renderProblem('invalid-request', { detail: text, errors }, text);
      return structureOf(renderDocument({}, '/', page));
    };
    const expected = await structure('text');
    await fc.assert(
      fc.asyncProperty(hostileText, async (text) => {
        expect(await structure(text)).toEqual(expected);
      }),
    );
  });
});
