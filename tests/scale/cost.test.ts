/**
 * The cost of a list page in store reads and bytes, not in time. It does not depend on the size of the
 * dataset. Generated words occur in all, in most, in just over a quarter (which gives the longest posting
 * list) or in very few of the takeaways.
 */
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import {
  generateDataset,
  plantedWords,
  vocabularySize,
  wordOfRank,
} from '../../curation/generated-dataset.js';
import { layOut, maxPackedBytes } from '../../src/dataset/revisions/layout.js';
import { publish } from '../../src/dataset/revisions/publish.js';
import { wordsOf } from '../../src/dataset/search/words.js';
import { encodeText } from '../../src/encoding/utf8.js';
import { answerOf, jsonOf, problemOf } from '../support/answer.js';
import type { Answer } from '../support/openapi-contract.js';
import {
  type CountingStore,
  createCountingStore,
  type StoreCost,
} from '../support/stores/counting-store.js';
import { bundleDataset, createTestApp } from '../support/test-app.js';

/** Reads in addition to one per record on the page. */
const maxReads = 8;
/** Bytes in addition to the records on the page. */
const maxBytes = 128 * 1024;
/** Bytes of a page of a packed dataset in total: both segments, the only shard and the descriptor. */
const maxPackedRead = maxPackedBytes + 40 * 1024;
/** Bytes of an HTML page: what it counts and lists does not grow with the dataset. */
const maxHtmlBytes = 48 * 1024;
/** A query of w words and v filter values is never too costly if 2w + v is at most this. */
const neverRefused = 6;

const pageSchema = z.looseObject({
  data: z.array(z.unknown()),
  page: z.looseObject({ total: z.int(), next: z.nullable(z.string()) }),
});

type Ask = (path: string, init?: RequestInit) => Promise<Answer>;

const createAsk = async (overrides: Parameters<typeof createTestApp>[0]): Promise<Ask> => {
  const app = await createTestApp(overrides);
  return async (path, init) => answerOf(await app(path, init));
};

/** The cost of a page in addition to its records. */
const beyondRecords = (answer: Answer, cost: StoreCost) => {
  const { data } = jsonOf(answer, pageSchema);
  const bytes = data.reduce<number>(
    (sum, record) => sum + encodeText(JSON.stringify(record)).length,
    0,
  );
  return { reads: cost.reads - data.length, bytes: cost.bytes - bytes };
};

const common = wordOfRank(0);
const rare = wordOfRank(3000);

const pages: readonly (readonly [which: string, query: string])[] = [
  ['unfiltered', ''],
  ['oldest first', 'sort=event'],
  ['of one event', 'event=event-2024'],
  ['of one year', 'year=2023'],
  ['of one topic', 'topic=topic-0'],
  ['with one technology', 'technology=technology-0'],
  ['from one source', 'source=source-3'],
  ['with one claim', 'claim=claim-0'],
  ['of several topics', 'topic=topic-0&topic=topic-1&topic=topic-2&topic=topic-7&topic=topic-19'],
  ['with several technologies', 'technology=technology-0&technology=technology-9'],
  [
    'with every filter at once',
    'event=event-2024&year=2024&topic=topic-0&technology=technology-0&source=source-4&claim=claim-0',
  ],
  ['of a search for a word in all takeaways', 'q=everywhere'],
  ['of a search for a word in most takeaways', 'q=ubiquitous'],
  ['of a search for a word in a quarter of the takeaways', 'q=quintessential'],
  ['of a search for a word in many titles', `q=${common}`],
  ['of a search for a word in few takeaways', `q=${rare}`],
  ['of a search for three words', 'q=quarterly quota quorum'],
  ['of a search for four frequent words', 'q=quarterly quota quorum everywhere'],
  ['of a search for a prefix of two letters', 'q=qu'],
  ['of a search for a prefix of three letters', 'q=fad'],
  ['of a search for a misspelt frequent word', 'q=quintesential'],
  ['of a search for a word with a wrong first letter', 'q=wuintessential'],
  ['of a search for three misspelt words', 'q=quintesential uubiquitous everywhre'],
  ['of a search for unknown words', 'q=xylophone jjjjjjjj zzzzzzzz'],
  ['of a search, oldest first', 'q=quota&sort=event'],
  ['of a search with filters', 'q=quota quorum&topic=topic-0&year=2024'],
];

/** 150 takeaways would fit in two segments, but their index has several shards. */
describe.each([100, 150, 10_000, 100_000])('among %d takeaways', { timeout: 60_000 }, (size) => {
  const store: CountingStore = createCountingStore();
  let ask: Ask;

  beforeAll(async () => {
    const content = await layOut(generateDataset(size));
    await publish(store, { content, origin: 'bundled', version: 1, now: new Date() });
    ask = await createAsk({ store, bundled: { ...content, version: 1, entries: () => [] } });
  }, 120_000);

  const costOf = async (path: string) => {
    const { result, cost } = await store.costOf(() => ask(path));
    return { answer: result, cost };
  };

  it.each(['/', '/?q=everywhere', '/?topic=topic-0', '/people/person-0', '/claims'])(
    'the HTML page %s stays as small as with few takeaways',
    async (path) => {
      const { body, status } = await ask(path, { headers: { accept: 'text/html' } });
      expect(status).toBe(200);
      expect(encodeText(body).length).toBeLessThanOrEqual(maxHtmlBytes);
    },
  );

  it.each(pages)('a page %s stays within the limit, and so do the next two', async (_, query) => {
    let next: string | null = `/v1/takeaways?${query}`;
    for (let page = 1; page <= 3 && next !== null; page++) {
      const { answer, cost } = await costOf(next);
      const beyond = beyondRecords(answer, cost);
      expect(beyond.reads).toBeLessThanOrEqual(maxReads);
      expect(beyond.bytes).toBeLessThanOrEqual(maxBytes);
      expect(cost.sets + cost.deletes).toBe(0);
      ({ next } = jsonOf(answer, pageSchema).page);
    }
  });

  it('a page has 20 records if there are enough', async () => {
    const queries = ['', 'q=everywhere', 'year=2023&year=2024', 'q=everywher&sort=event'];
    for (const query of queries) {
      const { answer } = await costOf(`/v1/takeaways?${query}`);
      expect(jsonOf(answer, pageSchema).data).toHaveLength(20);
    }
  });

  it('a search finds every takeaway with the word', async () => {
    const { answer } = await costOf('/v1/takeaways?q=everywhere');
    expect(jsonOf(answer, pageSchema).page.total).toBe(size);
  });

  it('any query stays within the limit, and only queries with many words or values are rejected', async () => {
    const word = fc.oneof(
      fc.constantFrom(...plantedWords),
      fc.nat({ max: vocabularySize - 1 }).map(wordOfRank),
      fc.nat({ max: 100 }).map((rank) => wordOfRank(rank).slice(1)),
      fc.stringMatching(/^[a-z]{2,9}$/).filter((text) => wordsOf(text).length > 0),
    );
    const filter = fc.oneof(
      fc.nat({ max: 19 }).map((number) => `topic=topic-${number}`),
      fc.nat({ max: 599 }).map((number) => `technology=technology-${number}`),
      fc.constantFrom('year=2024', 'event=event-2022', 'source=source-1', 'claim=claim-11'),
    );
    const words = fc.uniqueArray(word, { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(words, fc.uniqueArray(filter, { maxLength: 8 }), async (q, filters) => {
        const { answer, cost } = await costOf(
          `/v1/takeaways?${filters.join('&')}&q=${q.join('+')}`,
        );
        if (answer.status === 200) {
          const beyond = beyondRecords(answer, cost);
          expect(beyond.reads).toBeLessThanOrEqual(maxReads);
          expect(beyond.bytes).toBeLessThanOrEqual(maxBytes);
        } else {
          expect(problemOf(answer).slug).toBe('query-too-costly');
          expect(2 * q.length + filters.length).toBeGreaterThan(neverRefused);
          expect(cost.reads).toBeLessThanOrEqual(maxReads);
          expect(cost.bytes).toBeLessThanOrEqual(maxBytes);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('one takeaway costs three reads', async () => {
    const { answer, cost } = await costOf('/v1/takeaways/takeaway-42');
    expect(answer.status).toBe(200);
    expect(cost.reads).toBe(3);
    expect(cost.bytes).toBeLessThanOrEqual(maxBytes);
  });

  it('a 304 costs one read', async () => {
    const path = '/v1/takeaways?q=quarterly+quota+quorum&topic=topic-0';
    const etag = (await ask(path)).headers.get('etag') ?? '';
    const { result, cost } = await store.costOf(() =>
      ask(path, { headers: { 'if-none-match': etag } }),
    );
    expect(result.status).toBe(304);
    expect(cost.reads).toBe(1);
  });
});

describe('with the real dataset', () => {
  const store = createCountingStore();
  let ask: Ask;

  beforeAll(async () => {
    ask = await createAsk({ store, bundled: await bundleDataset() });
    await ask('/readyz');
  });

  it.each([
    [''],
    ['sort=event'],
    ['fields=id,title'],
    ['limit=100'],
    ['event=kubecon-eu-2024'],
    ['year=2022&year=2023'],
    ['topic=security'],
    ['technology=kubernetes&technology=cilium&technology=istio'],
    ['topic=webassembly&year=2024&technology=spin&technology=spinkube'],
    ['q=kubernetes'],
    ['q=service+mesh+sidecar+ebpf+kernel+proxy+gateway+api'],
    ['q=kub'],
    ['q=kubrenetes+obsrvability'],
    ['q=xylophone'],
    ['q=kubernetes&sort=event&year=2024'],
  ])('any page costs at most 4 reads in total: ?%s', async (query) => {
    const { result, cost } = await store.costOf(() => ask(`/v1/takeaways?${query}`));
    const { page } = jsonOf(result, pageSchema);
    expect(cost.reads).toBeLessThanOrEqual(4);
    expect(cost.bytes).toBeLessThanOrEqual(maxPackedRead);
    if (page.next === null) return;
    const next = page.next;
    const later = await store.costOf(() => ask(next));
    expect(later.result.status).toBe(200);
    expect(later.cost.reads).toBeLessThanOrEqual(4);
  });
});
