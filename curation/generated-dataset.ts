/** Datasets of any size with a realistic distribution of words: few are frequent, most are rare. */

import type { Dataset, Takeaway } from '../src/dataset/records/schema.js';
import { createRandom } from './verdicts/random.js';

/** The size of each vocabulary, for any number of takeaways. */
const sizes = {
  vocabulary: 40_000,
  technologies: 600,
  topics: 20,
  sources: 8,
  claims: 12,
  talks: 300,
  people: 400,
};

/** Words in a fixed share of all takeaways: these have the longest posting lists. */
const planted: readonly (readonly [word: string, share: number])[] = [
  ['everywhere', 1],
  ['ubiquitous', 0.7],
  ['quarterly', 0.255],
  ['quintessential', 0.255],
  ['quota', 0.255],
  ['quorum', 0.255],
  ['quantify', 0.255],
  ['quicken', 0.255],
];

const consonants = ['b', 'd', 'f', 'g', 'k', 'l', 'm', 'n', 'p', 'r', 't', 'v'];
const vowels = ['a', 'e', 'i', 'o', 'u'];

/** @returns the word of this rank, unique to it; 0 is the most frequent. */
export const wordOfRank = (rank: number): string => {
  const syllables = consonants.length * vowels.length;
  let word = '';
  for (let rest = rank + syllables; rest > 0; rest = Math.floor(rest / syllables)) {
    const syllable = rest % syllables;
    word += `${consonants[syllable % consonants.length]}${vowels[Math.floor(syllable / consonants.length)]}`;
  }
  return `${word}k`;
};

/** The words in a fixed share of the takeaways of any generated dataset. */
export const plantedWords = planted.map(([word]) => word);
/** The number of words of `wordOfRank`. */
export const vocabularySize = sizes.vocabulary;

/** A random rank below `size` by Zipf's law: the n-th is drawn one n-th as often as the first. */
const zipf = (random: () => number, size: number): number => Math.floor((size + 1) ** random()) - 1;

const numbered = <T>(count: number, make: (number: number) => T): T[] =>
  Array.from({ length: count }, (_, number) => make(number));

const years = [2021, 2022, 2023, 2024, 2025];
const eventOf = (number: number) => `event-${years[number % years.length]}`;

const vocabularies: Omit<Dataset, 'takeaways'> = {
  events: years.map((year, number) => ({
    id: eventOf(number),
    name: `Event ${year}`,
    year,
    city: 'Somewhere',
    country: 'Nowhere',
    start: `${year}-04-01`,
    end: `${year}-04-04`,
    homepage: 'https://example.org/event',
    description: `The generated event of the year ${year}.`,
  })),
  topics: numbered(sizes.topics, (number) => ({
    id: `topic-${number}`,
    name: `Topic ${number}`,
    description: `The generated topic number ${number}.`,
  })),
  technologies: numbered(sizes.technologies, (number) => ({
    id: `technology-${number}`,
    name: `Tech ${wordOfRank(number * 7)}`,
    description: `The generated technology number ${number}.`,
    homepage: 'https://example.org/technology',
    kind: 'project' as const,
    aliases: number % 3 === 0 ? [`T${number}`] : [],
  })),
  sources: numbered(sizes.sources, (number) => ({
    id: `source-${number}`,
    title: `Source ${number}`,
    authors: ['Some Author'],
    event: eventOf(number),
    published: null,
    status: 'published' as const,
    description: `The generated source number ${number}.`,
  })),
  claims: numbered(sizes.claims, (number) => ({
    id: `claim-${number}`,
    statement: `The generated claim number ${number}.`,
    metric: 'some metric',
    unit: 'ms',
    takeaways: ['takeaway-0'],
    measurement: 'It is generated and never measured.',
    refutation: 'This generated claim is never refuted.',
  })),
  talks: numbered(sizes.talks, (number) => ({
    id: `talk-${number}`,
    title: `Talk number ${number}`,
    event: eventOf(number),
    kind: 'talk' as const,
    speakers: [],
  })),
  people: numbered(sizes.people, (number) => ({
    id: `person-${number}`,
    name: `Ada ${wordOfRank(number * 5)}`,
  })),
};

/** @returns a valid dataset of `count` takeaways, always the same for the same count. */
export const generateDataset = (count: number): Dataset => {
  const random = createRandom(count);
  const words = numbered(sizes.vocabulary, wordOfRank);
  const below = (limit: number) => Math.floor(random() * limit);
  const text = (tokens: number, maxLength: number): string => {
    let written = '';
    for (let token = 0; token < tokens; token++) {
      const word = words[zipf(random, words.length)] ?? '';
      if (written.length + word.length >= maxLength) break;
      written += written ? ` ${word}` : word;
    }
    return written;
  };
  const takeaway = (number: number): Takeaway => {
    const special = planted.filter(([, share]) => random() < share).map(([word]) => word);
    const talk = random() < 0.4;
    const topic = `topic-${zipf(random, sizes.topics)}`;
    return {
      id: `takeaway-${number}`,
      event: eventOf(below(years.length)),
      topic,
      title: `About ${text(4 + below(5), 80)}`,
      summary: `${special.join(' ')} and ${text(25 + below(20), 290)}, all of it generated.`,
      technologies: [
        ...new Set(numbered(below(6), () => `technology-${zipf(random, sizes.technologies)}`)),
      ],
      ...(talk && {
        talk: {
          id: `talk-${zipf(random, sizes.talks)}`,
          title: text(5, 100),
          speakers: [
            {
              id: `person-${zipf(random, sizes.people)}`,
              name: `Ada ${words[below(2000)]}`,
              organisation: words[below(300)] ?? '',
            },
          ],
        },
      }),
      figures: [{ label: 'Some figure', value: number, unit: 'things' }],
      claims: random() < 0.2 ? [`claim-${zipf(random, sizes.claims)}`] : [],
      source: { id: `source-${below(sizes.sources)}`, section: 'Some section' },
      links: [],
      topics: [...new Set([topic, `topic-${zipf(random, sizes.topics)}`])],
      related: [`takeaway-${below(count)}`],
    };
  };
  return { takeaways: numbered(count, takeaway), ...vocabularies };
};
