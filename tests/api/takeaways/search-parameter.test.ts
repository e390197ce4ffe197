import { describe, expect, it } from 'vitest';
import { readDataset } from '../../../curation/read-dataset.js';
import { wordsOf } from '../../../src/dataset/search/words.js';
import { idsAt } from '../../support/lists.js';
import { createTestGet } from '../../support/test-app.js';

const { takeaways, technologies } = readDataset();
const get = await createTestGet();

/** @returns the ids of the results, best match first. */
const find = (q: string) =>
  idsAt(get, `/v1/takeaways?${new URLSearchParams({ q, fields: 'id', limit: '100' })}`);

const uses = new Map(
  technologies.map(({ id }) => [
    id,
    takeaways.filter(({ technologies: used }) => used.includes(id)).map((takeaway) => takeaway.id),
  ]),
);
const usedTechnologies = technologies.filter(({ id }) => uses.get(id)?.length);

/** @returns the takeaways about a technology. @throws if there are none */
const usersOf = (technology: string): string[] => {
  const users = uses.get(technology) ?? [];
  if (users.length === 0) throw new Error(`No takeaway uses ${technology}.`);
  return users;
};

const talks = takeaways.flatMap(({ id, talk }) => (talk ? [{ ...talk, id }] : []));
const speakers = talks.flatMap(({ id, speakers: people }) =>
  people.map((person) => ({ ...person, id })),
);

const withoutAccents = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '');
const withAccents = (text: string) => text.replace(/[aeiou]/g, (vowel) => `${vowel}\u0301`);

/** The first words of a text, as many as a search allows. */
const leadingWords = (text: string): string => {
  const words = text.split(/\s+/);
  while (new Set(wordsOf(words.join(' '))).size > 8) words.pop();
  return words.join(' ');
};

describe('every technology in use', () => {
  it.each(
    usedTechnologies.flatMap(({ id, name, aliases, search_terms = [] }) =>
      [...new Set([id, name, ...aliases, ...search_terms])].map((text) => ({ id, text })),
    ),
  )('is found by name, slug, aliases and search terms: $text', async ({ id, text }) => {
    expect(await find(text)).toEqual(expect.arrayContaining(usersOf(id)));
  });

  it.each(usedTechnologies)('is found in any case: $name', async ({ id, name }) => {
    expect(await find(name.toUpperCase())).toEqual(expect.arrayContaining(usersOf(id)));
  });
});

describe('every speaker', () => {
  it.each(speakers)('is found by name, with and without accents: $name', async ({ id, name }) => {
    for (const spelling of [name, name.normalize('NFD'), withoutAccents(name)]) {
      expect(await find(spelling), spelling).toContain(id);
    }
  });

  it.each(speakers.filter(({ organisation }) => organisation))(
    'is found by name and organisation: $name, $organisation',
    async ({ id, name, organisation }) => {
      expect(await find(leadingWords(`${organisation} ${name}`))).toContain(id);
    },
  );
});

describe('every talk', () => {
  it.each(talks)('is found by the first words of its title: $title', async ({ id, title }) => {
    const words = leadingWords(title);
    expect(await find(words)).toContain(id);
    expect(await find(words.split(' ').slice(0, 3).join(' '))).toContain(id);
    expect(await find(withAccents(words))).toContain(id);
  });
});

describe('every takeaway', () => {
  it.each(takeaways)('comes first for the words of its title: $title', async ({ id, title }) => {
    expect((await find(leadingWords(title)))[0]).toBe(id);
  });

  it.each(takeaways)('is found by words of its summary: $id', async ({ id, summary }) => {
    const words = [...new Set(wordsOf(summary))].sort((one, other) => other.length - one.length);
    expect(await find(words.slice(0, 3).join(' '))).toContain(id);
  });
});

describe('a search', () => {
  it('finds takeaways with all words', async () => {
    const [wasm, kubernetes, both] = [
      await find('wasm'),
      await find('kubernetes'),
      await find('wasm kubernetes'),
    ];
    expect(both.length).toBeGreaterThan(0);
    expect(new Set(both)).toEqual(new Set(wasm.filter((id) => kubernetes.includes(id))));
  });

  it('ignores order and case', async () => {
    const found = await find('supply chain security');
    expect(found.length).toBeGreaterThan(1);
    expect(new Set(await find('SECURITY chain Supply'))).toEqual(new Set(found));
  });

  it.each([
    ['scanning', 'scans'],
    ['operators', 'operator'],
    ['policies', 'policy'],
    ['building', 'builds'],
  ])('for %s finds %s', async (one, other) => {
    const found = await find(one);
    expect(found.length).toBeGreaterThan(0);
    expect(await find(other)).toEqual(expect.arrayContaining(found));
  });

  it('ignores stop words', async () => {
    expect(await find('the state of the backstage')).toEqual(await find('state backstage'));
  });

  it('for only stop words finds words that start with them', async () => {
    expect(await find('not')).toEqual(expect.arrayContaining(usersOf('notary-project')));
  });

  it('without words finds everything', async () => {
    expect(await find('')).toHaveLength(takeaways.length);
    expect(await find('   ')).toHaveLength(takeaways.length);
  });

  it('finds nothing if no word is close', async () => {
    expect(await find('qqqqxxxxjjjj')).toEqual([]);
    expect(await find('kubernetes qqqqxxxxjjjj')).toEqual([]);
  });
});

describe('the beginning of a word', () => {
  it.each(['kub', 'kube', 'kuber', 'kubern', 'kuberne', 'kubernet', 'kubernete'])(
    'finds the same as the whole word: %s',
    async (beginning) => {
      expect(await find(beginning)).toEqual(expect.arrayContaining(usersOf('kubernetes')));
    },
  );

  it('finds each technology from three letters on', async () => {
    const missed: string[] = [];
    for (const { id, name } of usedTechnologies) {
      const [word = ''] = wordsOf(name);
      for (let length = 3; length <= word.length; length++) {
        const found = await find(word.slice(0, length));
        if (!usersOf(id).every((user) => found.includes(user))) missed.push(word.slice(0, length));
      }
    }
    // A prefix may be a word itself, or lack the last letters of a stem.
    expect(missed.length, missed.join()).toBeLessThanOrEqual(usedTechnologies.length * 0.05);
  });
});

describe('a small typo', () => {
  const letters = 'abcdefghijklmnopqrstuvwxyz';

  /** All words at distance 1 with the same first letter. */
  const typosOf = (word: string): string[] =>
    Array.from({ length: word.length - 1 }, (_, index) => index + 1).flatMap((at) => {
      const [head, letter = '', next = '', tail] = [
        word.slice(0, at),
        word[at],
        word[at + 1],
        word.slice(at + 2),
      ];
      const other = letters[(letters.indexOf(letter) + 7) % letters.length];
      return [
        head + next + tail,
        head + other + next + tail,
        head + letter + letter + next + tail,
      ].concat(next && next !== letter ? [head + next + letter + tail] : []);
    });

  it.each([
    ['kubernetse', 'kubernetes'],
    ['kubrenetes', 'kubernetes'],
    ['dokcer', 'docker'],
    ['promethues', 'prometheus'],
    ['opentelemtry', 'opentelemetry'],
    ['crosplane', 'crossplane'],
    ['celium', 'cilium'],
    ['beckstage', 'backstage'],
    ['teraform', 'terraform'],
  ])('is corrected: %s', async (typed, meant) => {
    expect(await find(typed)).toEqual(expect.arrayContaining(usersOf(meant)));
  });

  it('is corrected in nearly every name of five letters or more', async () => {
    const names = usedTechnologies.filter(({ name }) => /^[a-z]{5,}$/i.test(name));
    let tried = 0;
    const missed: string[] = [];
    for (const { id, name } of names) {
      for (const typo of new Set(typosOf(name.toLowerCase()))) {
        tried++;
        const found = await find(typo);
        if (!usersOf(id).every((user) => found.includes(user))) missed.push(typo);
      }
    }
    // The rest are other words: `contained` for `containerd`.
    expect(missed.length, missed.join()).toBeLessThanOrEqual(tried * 0.02);
    expect(tried).toBeGreaterThan(500);
  }, 20_000);

  it('is not corrected in numbers', async () => {
    expect(await find('1999')).toEqual([]);
  });

  it('ranks below the exact word', async () => {
    const found = await find('terraform');
    const withTypo = await find('terrafrom');
    expect(new Set(withTypo)).toEqual(new Set(found));
  });
});

describe('sorting by relevance', () => {
  it.each(['webassembly', 'crossplane', 'backstage', 'opentelemetry', 'kepler'])(
    'puts takeaways with the word in the title first: %s',
    async (word) => {
      const titled = (await find(word)).map((id) =>
        wordsOf(takeaways.find((takeaway) => takeaway.id === id)?.title ?? '').includes(word),
      );
      expect(titled).toContain(true);
      expect(titled).toEqual([...titled].sort((one, other) => Number(other) - Number(one)));
    },
  );

  it('puts the exact word before longer words', async () => {
    const [first] = await find('policy');
    expect(wordsOf(takeaways.find(({ id }) => id === first)?.title ?? '')).toContain('policy');
  });

  it('is deterministic', async () => {
    expect(await find('kubernetes security')).toEqual(await find('kubernetes security'));
  });
});
