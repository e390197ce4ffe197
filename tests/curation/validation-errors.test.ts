import { describe, expect, it } from 'vitest';
import { describeError } from '../../curation/validation-error.js';
import { vocabularyNames } from '../../src/dataset/records/fields.js';
import {
  errorsOf,
  otherErrorsOf,
  realFiles,
  recordIn,
  recordsIn,
  takeaway,
} from './dataset-drafts.js';

const paris = 'takeaways/kubecon-eu-2024.json';
const amsterdam = 'takeaways/kubecon-eu-2023.json';

/** Changes to one record, and the errors they cause. */
interface Case {
  readonly title: string;
  readonly file: string;
  readonly id: string;
  readonly members: Record<string, unknown>;
  readonly errors: readonly (readonly [field: string, problem: string, remedy: string])[];
}

const cases: readonly Case[] = [
  {
    title: 'a missing member and an unknown one',
    file: 'topics.json',
    id: 'ebpf',
    members: { name: undefined, nmae: 'eBPF' },
    errors: [
      ['/name', 'expected string', 'Use a value of that type.'],
      ['', 'Unrecognized key: "nmae"', 'src/dataset/records/schema.ts'],
    ],
  },
  {
    title: 'a text that is too long',
    file: paris,
    id: 'iac-panel-points',
    members: { title: 'x'.repeat(91) },
    errors: [['/title', 'expected string to have <=90 characters', 'Shorten it.']],
  },
  {
    title: 'a figure that is not a number',
    file: amsterdam,
    id: 'amsterdam-over-10000-attendees',
    members: { figures: [{ label: 'Attendees', value: '10,000', unit: 'people' }] },
    errors: [['/figures/0/value', 'expected number', 'Use a value of that type.']],
  },
  {
    title: 'a homepage that is not https',
    file: 'technologies.json',
    id: 'apko',
    members: { homepage: 'http://github.com/chainguard-dev/apko' },
    errors: [['/homepage', 'is not an https URL', 'src/dataset/records/schema.ts']],
  },
  {
    title: 'an invalid date',
    file: 'sources.json',
    id: 'cloudsmith-kubecon-2024',
    members: { published: '2024-03-32' },
    errors: [['/published', 'Invalid ISO date', 'src/dataset/records/schema.ts']],
  },
  {
    title: 'an unknown topic, with a suggestion',
    file: paris,
    id: 'iac-panel-points',
    members: { topic: 'infrastucture-as-code', topics: ['infrastucture-as-code'] },
    errors: [
      [
        '/topic',
        '"infrastucture-as-code" is not one of the topics',
        'Add it to topics.json, or use an id from there, such as "infrastructure-as-code".',
      ],
      ['/topics/0', '"infrastucture-as-code" is not one of the topics', 'Add it to topics.json'],
    ],
  },
  {
    title: 'an unknown technology, without a suggestion',
    file: paris,
    id: 'iac-panel-points',
    members: { technologies: ['terraform', 'punch-cards', 'opentofu'] },
    errors: [
      [
        '/technologies/1',
        '"punch-cards" is not one of the technologies',
        'Add it to technologies.json, or use an id from there.',
      ],
    ],
  },
  {
    title: 'an unknown source',
    file: paris,
    id: 'iac-panel-points',
    members: { source: { id: 'albou', section: 'The IaC Evolution' } },
    errors: [['/source/id', '"albou" is not one of the sources', 'Add it to sources.json']],
  },
  {
    title: 'a CNCF level at an unknown event',
    file: 'technologies.json',
    id: 'cilium',
    members: { cncf: { level: 'incubating', event: 'kubecon-na-2022' } },
    errors: [['/cncf/event', '"kubecon-na-2022" is not one of the events', '"kubecon-eu-2022"']],
  },
  {
    title: 'a takeaway in the file of another event',
    file: amsterdam,
    id: 'sidecars-will-stay',
    members: { event: 'kubecon-eu-2024' },
    errors: [['/event', `takeaways of this event belong in ${paris}`, 'Move it there.']],
  },
  {
    title: 'a takeaway whose claim does not refer back to it',
    file: amsterdam,
    id: 'wasm-gets-its-own-day-2023',
    members: { claims: ['image-size'] },
    errors: [
      [
        '/claims/0',
        '"image-size" in claims does not refer back to "wasm-gets-its-own-day-2023"',
        'Add it to the takeaways of "image-size", or remove "image-size" here.',
      ],
    ],
  },
  {
    title: 'a claim with a takeaway that does not refer back to it, and an unknown one',
    file: 'claims.json',
    id: 'image-size',
    members: { takeaways: ['wasm-image-one-hundredth', 'wasm-is-still-young', 'gone'] },
    errors: [
      ['/takeaways/2', '"gone" is not one of the takeaways', 'Add it to takeaways/'],
      [
        '/takeaways/1',
        '"wasm-is-still-young" in takeaways does not refer back to "image-size"',
        'Add it to the claims of "wasm-is-still-young"',
      ],
      ['/takeaways/2', '"gone" in takeaways does not refer back', 'remove "gone" here'],
    ],
  },
  {
    title: 'a duplicate technology in a takeaway',
    file: paris,
    id: 'iac-panel-points',
    members: { technologies: ['terraform', 'opentofu', 'terraform'] },
    errors: [
      ['/technologies/2', '"terraform" is already at iac-panel-points /technologies/0', 'remove'],
    ],
  },
  {
    title: 'two addresses that differ only in a trailing slash',
    file: paris,
    id: 'terraform-licence-questions',
    members: {
      links: [
        { title: 'OpenTofu', url: 'https://opentofu.org/' },
        { title: 'The fork', url: 'https://opentofu.org' },
      ],
    },
    errors: [['/links/1/url', 'is already at terraform-licence-questions /links/0/url', 'remove']],
  },
  {
    title: 'the title of another takeaway',
    file: paris,
    id: 'platform-as-a-product',
    members: { title: takeaway('wasm-cold-start-for-serverless').title.toUpperCase() },
    errors: [['/title', 'is already at wasm-cold-start-for-serverless /title', 'Change']],
  },
  {
    title: 'an alias equal to the name of another technology',
    file: 'technologies.json',
    id: 'wolfi',
    members: { aliases: ['apko'] },
    errors: [['/aliases/0', '"apko" is already at apko /name', 'Change or remove one.']],
  },
  {
    title: 'an event that ends before it starts',
    file: 'events.json',
    id: 'kubecon-eu-2022',
    members: { end: '2022-05-12' },
    errors: [['/end', '2022-05-12 is before the start, 2022-05-16', 'Correct one of them.']],
  },
  {
    title: 'an event whose year differs from its start',
    file: 'events.json',
    id: 'kubecon-eu-2022',
    members: { year: 2023 },
    errors: [['/year', '2023 is not the year of 2022-05-16', 'Correct one of them.']],
  },
  {
    title: 'a source published before its event',
    file: 'sources.json',
    id: 'kubecon-2022-highlights-draft',
    members: { published: '2021-08-16' },
    errors: [['/published', '2021-08-16 is before the event, 2022-05-16', 'make it null']],
  },
  {
    title: 'a source published long after its event',
    file: 'sources.json',
    id: 'albou-kubecon-2024',
    members: { published: '2042-04-07' },
    errors: [['/published', '2042-04-07 is long after the event, 2024-03-22', 'make it null']],
  },
  {
    title: 'topics that do not start with the topic',
    file: paris,
    id: 'iac-panel-points',
    members: { topics: ['security', 'infrastructure-as-code'] },
    errors: [['/topics', 'the first topic is "security"', 'Put the topic first.']],
  },
  {
    title: 'a related takeaway that does not refer back, an unknown one, and itself',
    file: amsterdam,
    id: 'developer-portal-benefits',
    members: {
      related: [
        'backstage-developer-portals',
        'platform-as-a-product',
        'wasm-is-still-young',
        'gone',
        'developer-portal-benefits',
      ],
    },
    errors: [
      ['/related/3', '"gone" is not one of the takeaways', 'Add it to takeaways/'],
      [
        '/related/2',
        '"wasm-is-still-young" in takeaways does not refer back to "developer-portal-benefits"',
        'Add it to the related of "wasm-is-still-young"',
      ],
      ['/related/3', '"gone" in takeaways does not refer back', 'remove "gone" here'],
      ['/related/4', 'it refers to itself', 'Remove it.'],
    ],
  },
  {
    title: 'a talk with another title and other speakers than in the list of talks',
    file: paris,
    id: 'platform-as-a-product',
    members: {
      talk: {
        id: 'boosting-platform-teams-with-product-thinking',
        title: 'Boosting',
        speakers: [],
      },
    },
    errors: [
      ['/talk/title', 'it is not the one of the talk', 'Copy it from talks.json.'],
      ['/talk/speakers', 'it is not the one of the talk', 'Copy it from talks.json.'],
    ],
  },
  {
    title: 'a CNCF level that its history contradicts',
    file: 'technologies.json',
    id: 'cilium',
    members: { cncf: { level: 'incubating', event: 'kubecon-eu-2024' } },
    errors: [['/cncf/level', 'the level at kubecon-eu-2024 was graduated by', 'Correct one']],
  },
  {
    title: 'a CNCF level that is none, and one from before the one before it',
    file: 'technologies.json',
    id: 'argo',
    members: {
      cncf_levels: [
        { level: 'member', since: '2020-03-26', as_of: '2024-03-19', source: 'https://a.test' },
      ],
    },
    errors: [['/cncf_levels/0/level', 'Invalid option', 'schema.ts']],
  },
  {
    title: 'a takeaway without topics, with a talk that is not in the list',
    file: paris,
    id: 'platform-as-a-product',
    members: { topics: undefined, talk: { title: 'Boosting', speakers: [] } },
    errors: [
      ['/topics', 'it is missing', 'Add all topics'],
      ['/talk/id', 'it is missing', 'Add the talk to talks.json.'],
    ],
  },
  {
    title: 'a topic whose name does not agree with its id',
    file: 'topics.json',
    id: 'networking',
    members: { name: 'Gateways and routing' },
    errors: [['/name', 'the id "networking" says something else', 'Change the name.']],
  },
  {
    title: 'a text with the words of a source in their order',
    file: amsterdam,
    id: 'ebpf-cheaper-than-proxies',
    members: {
      note: 'eBPF lets custom programs in the kernel inspect and intercept packets, system calls and other kernel events.',
    },
    errors: [['/note', 'has the words of a source in their order', 'change its structure']],
  },
  {
    title: 'a text that repeats a source',
    file: amsterdam,
    id: 'wasm-is-still-young',
    members: {
      note: 'We agree: IT IS worth noting that Wasm is still a “young” technology. So what?',
    },
    errors: [
      [
        '/note',
        '"it is worth noting that wasm is still a young technology" repeats a source',
        'Rephrase it',
      ],
    ],
  },
];

describe('an error in one record', () => {
  it.each(cases)('$title', async ({ file, id, members, errors }) => {
    const draft = realFiles();
    Object.assign(recordIn(draft, file, id), members);

    // Removes members that are undefined.
    const found = await otherErrorsOf(JSON.parse(JSON.stringify(draft)));

    expect(found).toEqual(
      errors.map(([field, problem, remedy]) => ({
        file,
        record: id,
        field,
        problem: expect.stringContaining(problem),
        remedy: expect.stringContaining(remedy),
      })),
    );
  });
});

describe('errors in several records', () => {
  it('name a speaker who differs from the person, and the takeaways that have another', async () => {
    const draft = realFiles();
    const talk = recordIn(draft, 'talks.json', 'comparing-sidecar-less-service-mesh');
    Object.assign(talk, { speakers: [{ id: 'matt-butcher', name: 'Christian Posta' }] });

    expect((await otherErrorsOf(draft)).map(({ record, field }) => `${record} ${field}`)).toEqual([
      'cilium-and-istio-without-sidecars /talk/speakers',
      'comparing-sidecar-less-service-mesh /speakers/0/name',
    ]);
  });

  it('are all reported; a record without an id is named by its index', async () => {
    const draft = realFiles();
    const topics = recordsIn(draft, 'topics.json');
    topics.push({});
    Object.assign(recordIn(draft, 'events.json', 'kubecon-eu-2022'), { year: '2022' });
    Object.assign(recordIn(draft, paris, 'iac-panel-points'), { topic: 'x', summary: 'Short.' });

    const places = (await otherErrorsOf(draft)).map(({ record, field }) => `${record} ${field}`);

    expect(places).toEqual(
      expect.arrayContaining([
        `#${topics.length - 1} /id`,
        `#${topics.length - 1} /name`,
        'kubecon-eu-2022 /year',
        'iac-panel-points /summary',
        'iac-panel-points /topic',
      ]),
    );
  });

  it('name everything that a duplicate record repeats', async () => {
    const draft = realFiles();
    const records = recordsIn(draft, amsterdam);
    recordsIn(draft, paris).push({ ...recordIn(draft, amsterdam, 'sidecars-will-stay') });

    const errors = await otherErrorsOf(draft);

    expect(records.length).toBeGreaterThan(0);
    expect(errors.map(({ file, field }) => `${file} ${field}`)).toEqual([
      `${paris} /id`,
      `${paris} /event`,
      `${paris} /title`,
      `${paris} /summary`,
    ]);
    expect(errors[0]?.problem).toBe(`${amsterdam} already has a record with this id`);
  });

  it.each(vocabularyNames)('include an unused record in %s', async (vocabulary) => {
    const draft = realFiles();
    const file = `${vocabulary}.json`;
    recordsIn(draft, file).push({ id: 'unheard-of' });

    expect(await otherErrorsOf(draft)).toContainEqual({
      file,
      record: 'unheard-of',
      field: '',
      problem: 'nothing refers to it',
      remedy: 'Remove it, or use it in a takeaway.',
    });
  });
});

describe('text copied from a source', () => {
  const section = 'We Tested and Compared 6 Database Operators. The Results are In!';

  it('is allowed in the title of a talk, and in a section with that title', async () => {
    const draft = realFiles();
    const record = recordIn(draft, paris, 'six-database-operators-tested');
    record.source = { id: 'albou-kubecon-2024', section };

    expect(record.talk).toMatchObject({ title: section });
    expect(await otherErrorsOf(draft)).toEqual([]);
  });

  it('is not allowed in the section of another talk', async () => {
    const draft = realFiles();
    const record = recordIn(draft, paris, 'secure-the-source-too');
    record.source = { id: 'albou-kubecon-2024', section };

    expect(await otherErrorsOf(draft)).toMatchObject([{ field: '/source/section' }]);
  });

  it('is not allowed in the description of the dataset', async () => {
    const draft = realFiles();
    const about = draft['dataset.json'];
    draft['dataset.json'] = { ...Object(about), description: `It says: ${section}` };

    expect(await otherErrorsOf(draft)).toMatchObject([
      { file: 'dataset.json', record: '', field: '/description' },
    ]);
  });
});

describe('errors in the dataset as a whole', () => {
  it('include content that changed without a new version', async () => {
    const draft = realFiles();
    Object.assign(recordIn(draft, 'topics.json', 'ebpf'), { name: 'The eBPF' });

    const errors = await errorsOf(draft);

    expect(errors).toMatchObject([
      {
        file: 'dataset.json',
        field: '/digest',
        problem: expect.stringMatching(/^the content has changed since version \d+/),
      },
    ]);
    expect(errors[0]?.remedy).toContain('npm run data:release');
  });

  it('include takeaways that do not fit into two segments', async () => {
    const draft = realFiles();
    const records = recordsIn(draft, paris);
    const { talk, ...record } = recordIn(draft, paris, 'self-hosted-llms');
    for (let n = 0; n < 50; n++)
      records.push({
        ...record,
        id: `more-${n}`,
        title: `More, ${n}`,
        summary: `${n}`.repeat(400),
      });

    expect(talk).toBeDefined();
    expect(await otherErrorsOf(draft)).toContainEqual({
      file: 'takeaways/',
      record: '',
      field: '',
      problem: expect.stringMatching(/^the takeaways take \d+ bytes; the limit is \d+$/),
      remedy: expect.stringContaining('Shorten some'),
    });
  });

  it('are only about files as long as one is missing, unknown, or not an array', async () => {
    const draft = realFiles();
    delete draft['claims.json'];
    draft['topics.json'] = { id: 'ebpf' };
    draft['speakers.json'] = [];

    expect(await errorsOf(draft)).toMatchObject([
      { file: 'claims.json', problem: 'the file is missing' },
      { file: 'topics.json', problem: 'expected an array of records' },
      { file: 'speakers.json', problem: 'it is not part of the dataset' },
    ]);
  });
});

it('an error is described in one line: place, problem, remedy', () => {
  const error = {
    file: 'claims.json',
    record: 'memory',
    field: '/unit',
    problem: 'P',
    remedy: 'R.',
  };

  expect(describeError('data', error)).toBe('data/claims.json memory /unit: P. R.');
  expect(describeError('data', { ...error, record: '', field: '' })).toBe(
    'data/claims.json: P. R.',
  );
});
