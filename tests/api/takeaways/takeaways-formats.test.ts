import { parse as parseCsv } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { readDataset } from '../../../curation/read-dataset.js';
import { schemas } from '../../../src/api/api-schemas.js';
import { csvOf } from '../../../src/api/takeaways/takeaway-csv.js';
import { takeawayFields } from '../../../src/dataset/records/fields.js';
import type { Takeaway } from '../../../src/dataset/records/schema.js';
import { answerOf, jsonOf, problemOf } from '../../support/answer.js';
import { linksOf } from '../../support/lists.js';
import { createTestApp } from '../../support/test-app.js';

const send = await createTestApp();
const as = async (accept: string, path: string, method = 'GET') =>
  answerOf(await send(path, { method, headers: { accept } }));
const { takeaways } = readDataset();

const lines = (body: string) => body.split('\n').slice(0, -1);

describe.each(['application/x-ndjson', 'text/csv'])('a list of takeaways as %s', (type) => {
  const path = '/v1/takeaways?topic=webassembly&limit=4';

  it('has the links and the total in its headers', async () => {
    const [json, other] = [await as('application/json', path), await as(type, path)];
    const { page } = jsonOf(json, schemas.TakeawayPage);
    expect(other.headers.get('link')).toBe(json.headers.get('link'));
    expect(linksOf(other.headers.get('link'))).toMatchObject({ next: page.next });
    expect(Number(other.headers.get('x-total-count'))).toBe(page.total);
  });

  it('has all results, page by page', async () => {
    let found = 0;
    for (let at: string | undefined = path; at; ) {
      const { headers, body } = await as(type, at);
      found += type === 'text/csv' ? parseCsv(body).length - 1 : lines(body).length;
      at = linksOf(headers.get('link')).next;
    }
    expect(found).toBe(takeaways.filter(({ topics }) => topics?.includes('webassembly')).length);
  });

  it('has its own entity tag', async () => {
    const etag = (await as(type, path)).headers.get('etag') ?? '';
    expect(etag).not.toBe((await as('application/json', path)).headers.get('etag'));
    const again = await send(path, { headers: { accept: type, 'if-none-match': etag } });
    expect(again.status).toBe(304);
  });

  it('reports errors as problems', async () => {
    expect(problemOf(await as(type, '/v1/takeaways?limit=0')).slug).toBe('invalid-request');
  });

  it('responds to HEAD with the same headers', async () => {
    const { headers, body } = await as(type, path, 'HEAD');
    expect(headers.get('x-total-count')).toBe((await as(type, path)).headers.get('x-total-count'));
    expect(body).toBe('');
  });
});

describe('a list of takeaways as NDJSON', () => {
  const ndjson = (path: string) => as('application/x-ndjson', path);

  it('has the same records as the JSON, one per line', async () => {
    const path = '/v1/takeaways?q=spin&limit=5';
    const { data } = jsonOf(await as('application/json', path), schemas.TakeawayPage);
    const { headers, body } = await ndjson(path);
    expect(headers.get('content-type')).toBe('application/x-ndjson');
    expect(lines(body).map((line) => JSON.parse(line))).toEqual(data);
  });

  it('has only the requested fields', async () => {
    const { body } = await ndjson('/v1/takeaways?fields=id,topic&limit=3');
    for (const line of lines(body)) expect(Object.keys(JSON.parse(line))).toEqual(['id', 'topic']);
  });

  it('is empty if nothing matches', async () => {
    const { status, body } = await ndjson('/v1/takeaways?topic=storage&technology=spin');
    expect({ status, body }).toEqual({ status: 200, body: '' });
  });
});

describe('a list of takeaways as CSV', () => {
  const csv = (path: string) => as('text/csv', path);
  const columns = [
    'id',
    'event',
    'topic',
    'title',
    'summary',
    'technologies',
    'talk_title',
    'talk_speakers',
    'figures',
    'claims',
    'source',
    'source_section',
    'links',
    'note',
    'topics',
    'people',
    'related',
  ];

  it('has a header line and declares it', async () => {
    const { headers, body } = await csv('/v1/takeaways');
    expect(headers.get('content-type')).toBe('text/csv; charset=utf-8; header=present');
    expect(parseCsv(body)[0]).toEqual(columns);
  });

  it('has only the columns of the requested fields, even if nothing matches', async () => {
    const { body } = await csv('/v1/takeaways?fields=source,id,talk&q=xyzzyxyzzy');
    expect(body).toBe('source,source_section,id,talk_title,talk_speakers\r\n');
  });

  it('represents every record of the dataset correctly', () => {
    const rows: Record<string, string>[] = parseCsv(csvOf(takeaways, takeawayFields), {
      columns: true,
    });
    for (const [
      index,
      { id, title, summary, technologies, claims, source, note },
    ] of takeaways.entries()) {
      expect(rows[index]).toMatchObject({
        id,
        title,
        summary,
        technologies: technologies.join(' '),
        claims: claims.join(' '),
        source: source.id,
        source_section: source.section,
        note: note ?? '',
      });
    }
  });

  it('quotes commas, quotes and line breaks, and formats figures and speakers as text', () => {
    const takeaway: Takeaway = {
      id: 'a',
      event: 'e',
      topic: 't',
      title: 'He said "no, never"',
      summary: 'One\nand\r\ntwo',
      technologies: ['spin', 'wasi'],
      talk: {
        title: 'A talk',
        speakers: [{ name: 'Ada', organisation: 'Engines' }, { name: 'Bo' }],
      },
      figures: [
        { label: 'Nodes', value: 5000, unit: 'nodes', qualifier: 'more than' },
        { label: 'Share', value: 0.5, unit: 'of all' },
      ],
      claims: [],
      source: { id: 's', section: 'x' },
      links: [{ title: 'One', url: 'https://one.example' }],
    };
    const [row] = parseCsv(csvOf([takeaway], takeawayFields), { columns: true });
    expect(row).toMatchObject({
      title: takeaway.title,
      summary: takeaway.summary,
      technologies: 'spin wasi',
      talk_title: 'A talk',
      talk_speakers: 'Ada (Engines); Bo',
      figures: 'Nodes: more than 5000 nodes; Share: 0.5 of all',
      links: 'https://one.example',
      note: '',
    });
  });
});
