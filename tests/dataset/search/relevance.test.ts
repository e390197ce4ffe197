import { describe, expect, it } from 'vitest';
import type { Dataset } from '../../../src/dataset/records/schema.js';
import { findTakeaways, noFilters } from '../../../src/dataset/search/query.js';
import { wordsOf } from '../../../src/dataset/search/words.js';
import { datasetOf, openRevision, takeaway } from '../support.js';

/** The ids of the results, best match first. */
const search = async (dataset: Dataset, q: string): Promise<string[]> => {
  const reader = await openRevision(dataset);
  const { total, ordinals } = await findTakeaways(reader, {
    words: [...new Set(wordsOf(q))],
    filters: noFilters,
    sort: 'relevance',
  });
  const records = await reader.records(ordinals(0, total));
  return records.map((record) => JSON.parse(record).id);
};

/** A dataset with one takeaway per text, which is its id and its summary. */
const summaries = (...texts: string[]) =>
  datasetOf(texts.map((text) => takeaway({ id: text, summary: text })));

describe('a search', () => {
  const dataset = datasetOf(
    [
      takeaway({
        id: 'wanted',
        title: 'Meshes without sidecars',
        summary: 'Proxies move from the pods to the nodes.',
        technologies: ['opa'],
        talk: {
          title: 'Stretching a cluster thin',
          speakers: [{ name: 'Jérôme Płotka', organisation: 'Universidad García' }],
        },
      }),
      takeaway({ id: 'other', title: 'Something else', summary: 'Of no interest at all.' }),
    ],
    {
      technologies: [
        {
          id: 'opa',
          name: 'Open Policy Agent',
          description: 'Decides what is allowed.',
          homepage: 'https://example.org',
          kind: 'project',
          aliases: ['Gatekeeper'],
        },
      ],
    },
  );

  it.each([
    ['the title', 'sidecars'],
    ['the summary', 'proxies'],
    ['the slug of a technology', 'opa'],
    ['the name of a technology', 'policy'],
    ['an alias of a technology', 'gatekeeper'],
    ['the title of the talk', 'stretching'],
    ['a speaker’s name', 'plotka'],
    ['a speaker’s name with its accents', 'Płotka'],
    ['a speaker’s name, in capitals', 'JÉRÔME'],
    ['a speaker’s organisation', 'garcia'],
  ])('finds words in %s', async (_, q) => {
    expect(await search(dataset, q)).toEqual(['wanted']);
  });

  it('does not find words in the description of a technology', async () => {
    expect(await search(dataset, 'decides')).toEqual([]);
  });

  it('finds takeaways with all words, in any field', async () => {
    expect(await search(dataset, 'sidecars gatekeeper Jérôme')).toEqual(['wanted']);
    expect(await search(dataset, 'sidecars interest')).toEqual([]);
  });

  it('ignores stop words', async () => {
    expect(await search(dataset, 'what is in the proxies')).toEqual(['wanted']);
  });

  it.each([['proxy'], ['nodes'], ['node'], ['moving'], ['stretched'], ['mesh']])(
    'finds other inflections of a word: %s',
    async (q) => {
      expect(await search(dataset, q)).toEqual(['wanted']);
    },
  );
});

describe('a prefix', () => {
  const dataset = summaries('kubernetes', 'kubevirt', 'observability', 'kelvin');

  it.each([
    ['ku', ['kubernetes', 'kubevirt']],
    ['kube', ['kubernetes', 'kubevirt']],
    ['kubern', ['kubernetes']],
    ['kubernete', ['kubernetes']],
    ['obs', ['observability']],
    ['observa', ['observability']],
    ['observabil', ['observability']],
  ])('%s finds the words that start with it', async (q, found) => {
    expect((await search(dataset, q)).sort()).toEqual(found);
  });

  it('of one letter finds only the letter itself', async () => {
    expect(await search(dataset, 'k')).toEqual([]);
    expect(await search(summaries('k', 'kelvin'), 'k')).toEqual(['k']);
  });

  it('does not match in the middle of a word', async () => {
    expect(await search(dataset, 'virt')).toEqual([]);
  });
});

describe('a misspelt word', () => {
  const dataset = summaries(
    'kubernetes',
    'istio',
    'prometheus',
    'wasm',
    'helm',
    'dapr',
    'ebpf',
    'observability',
    '2024',
    '10000',
  );

  it.each([
    ['kubrenetes', 'kubernetes'],
    ['kuberntes', 'kubernetes'],
    ['kubernetis', 'kubernetes'],
    ['ubernetes', 'kubernetes'],
    ['promethius', 'prometheus'],
    ['prmetheus', 'prometheus'],
    ['isto', 'istio'],
    ['helmm', 'helm'],
    ['obsrvability', 'observability'],
    ['observabilty', 'observability'],
  ])('%s is corrected', async (typo, meant) => {
    expect(await search(dataset, typo)).toEqual([meant]);
  });

  it.each([['kobornates'], ['prothemeus'], ['zzzzzz']])(
    '%s finds nothing, because no word is close',
    async (q) => {
      expect(await search(dataset, q)).toEqual([]);
    },
  );

  it('of three letters is not corrected', async () => {
    expect(await search(summaries('opa', 'api', 'aws'), 'opi')).toEqual([]);
  });

  it('is not corrected if it is an indexed word', async () => {
    expect(await search(summaries('helm', 'help'), 'help')).toEqual(['help']);
  });

  it('is never a number: 2025 is not 2024', async () => {
    expect(await search(dataset, '2025')).toEqual([]);
    expect(await search(dataset, '12000')).toEqual([]);
    expect(await search(dataset, '2024')).toEqual(['2024']);
  });

  it('finds nothing together with words of another takeaway', async () => {
    expect(await search(dataset, 'kubrenetes prometheus')).toEqual([]);
  });
});

describe('the best match', () => {
  it('has the word in the title, then in technologies or the talk, then in the summary', async () => {
    const dataset = datasetOf([
      takeaway({ id: 'in-summary', summary: 'About cilium.' }),
      takeaway({ id: 'in-technologies', technologies: ['cilium'] }),
      takeaway({ id: 'in-talk', talk: { title: 'Cilium', speakers: [] } }),
      takeaway({ id: 'in-title', title: 'Cilium' }),
    ]);
    expect(await search(dataset, 'cilium')).toEqual([
      'in-title',
      'in-technologies',
      'in-talk',
      'in-summary',
    ]);
  });

  it('depends on the field with the highest weight, not on the number of occurrences', async () => {
    const dataset = datasetOf([
      takeaway({ id: 'often', summary: 'Cilium, Cilium and again Cilium: cilium.' }),
      takeaway({ id: 'once', title: 'Cilium' }),
    ]);
    expect(await search(dataset, 'cilium')).toEqual(['once', 'often']);
  });

  it('has the exact word rather than a longer one', async () => {
    expect(await search(summaries('meshery', 'mesh'), 'mesh')).toEqual(['mesh', 'meshery']);
  });

  it('has the rarer word in the title', async () => {
    const dataset = datasetOf([
      takeaway({ id: 'common-in-title', title: 'Kubernetes', summary: 'Of ztunnel.' }),
      takeaway({ id: 'rare-in-title', title: 'Ztunnel', summary: 'On kubernetes.' }),
      ...['a', 'b', 'c', 'd', 'e'].map((id) => takeaway({ id, summary: 'Kubernetes.' })),
    ]);
    expect(await search(dataset, 'kubernetes ztunnel')).toEqual([
      'rare-in-title',
      'common-in-title',
    ]);
  });

  it('is in the default order among equal scores', async () => {
    const dataset = datasetOf([
      takeaway({ id: 'old', event: 'event-2022', title: 'Cilium' }),
      takeaway({ id: 'new', event: 'event-2024', title: 'Cilium' }),
      takeaway({ id: 'new-too', event: 'event-2024', title: 'Cilium' }),
    ]);
    expect(await search(dataset, 'cilium')).toEqual(['new', 'new-too', 'old']);
  });
});
