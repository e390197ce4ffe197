import { describe, expect, it } from 'vitest';
import { readDataset } from '../../curation/read-dataset.js';
import { schemas } from '../../src/api/api-schemas.js';
import { collectionNames, vocabularyNames } from '../../src/dataset/records/fields.js';
import { layOut } from '../../src/dataset/revisions/layout.js';
import { jsonOf } from '../support/answer.js';
import { idsAt, takeawaysAt, walk } from '../support/lists.js';
import { get, isOurs } from './test-server.js';

const dump = jsonOf(await get('/v1/dump'), schemas.Dataset);
const meta = jsonOf(await get('/v1/meta'), schemas.Meta);
const here = readDataset();
const isOfHere = isOurs || meta.revision === (await layOut(here)).id;

describe('the dump', () => {
  it('matches the metadata', async () => {
    expect((await layOut(dump)).id).toBe(meta.revision);
    for (const name of collectionNames) expect(dump[name]).toHaveLength(meta.counts[name]);
  });

  it.runIf(isOfHere)('equals data/', () => {
    for (const name of vocabularyNames) expect(dump[name]).toEqual(here[name]);
    expect(new Set(dump.takeaways)).toEqual(new Set(here.takeaways));
  });
});

describe('the list of takeaways', () => {
  it('has each takeaway once, forward and backward', async () => {
    const forward = await walk(get, '/v1/takeaways?limit=7', 'next');
    const served = forward.flatMap(({ data }) => data);
    expect(served).toEqual(dump.takeaways);

    const backward = await walk(get, forward.at(-2)?.page.next ?? '', 'prev');
    expect(backward.map(({ data }) => data)).toEqual(forward.map(({ data }) => data).reverse());
  });

  it('can be reversed', async () => {
    const ids = dump.takeaways.map(({ id }) => id).reverse();
    expect(await idsAt(get, '/v1/takeaways?sort=event&limit=100')).toEqual(ids);
  });

  it('can be reduced to some members', async () => {
    const { data } = await takeawaysAt(get, '/v1/takeaways?fields=title,id&limit=100');
    expect(data).toEqual(dump.takeaways.slice(0, 100).map(({ id, title }) => ({ id, title })));
  });
});

describe.each([
  ['events', 'event'],
  ['topics', 'topic'],
  ['technologies', 'technology'],
  ['sources', 'source'],
  ['claims', 'claim'],
] as const)('the vocabulary %s', (name, facet) => {
  it('has every record, each with the number of results of its filter', async () => {
    for (const record of dump[name]) {
      const answer = await get(`/v1/${name}/${record.id}`);
      const { count, ...served } = JSON.parse(answer.body);
      expect(served).toEqual(record);
      const found = await takeawaysAt(get, `/v1/takeaways?${facet}=${record.id}&limit=1`);
      expect(count, record.id).toBe(found.page.total);
    }
  });
});

describe('several filters', () => {
  it('find takeaways that match any value of each', async () => {
    const [one, other] = [dump.takeaways[0], dump.takeaways.at(-1)];
    const topics = [one?.topic, other?.topic];
    const wanted = dump.takeaways.filter(
      ({ event, topic, topics: all = [topic] }) =>
        event === one?.event && all.some((id) => topics.includes(id)),
    );
    const query = `event=${one?.event}&topic=${topics.join('&topic=')}&limit=100`;
    expect(wanted.length).toBeGreaterThan(0);
    expect(await idsAt(get, `/v1/takeaways?${query}`)).toEqual(wanted.map(({ id }) => id));
  });
});
