/**
 * Documentation of each operation beyond its declaration. Only tools import it, so it costs the component
 * nothing. Its types require an entry for every operation.
 */
import type { routes } from '../../src/app.js';
import type { VocabularyName } from '../../src/dataset/records/fields.js';
import type {
  Claim,
  Dataset,
  Event,
  Person,
  Source,
  Takeaway,
  Talk,
  Technology,
  Topic,
} from '../../src/dataset/records/schema.js';
import type { LaidOut } from '../../src/dataset/revisions/layout.js';

type Routes = typeof routes;

/** Routes for browsers, which are not part of the API. */
export const undocumentedRoutes = [
  '/takeaways/{id}',
  '/technologies/{id}',
  '/topics/{id}',
  '/talks/{id}',
  '/events/{id}',
  '/people/{id}',
  '/claims',
  '/docs',
  '/sitemap.xml',
  '/robots.txt',
  '/favicon.svg',
  '/favicon.ico',
  '/assets/{name}',
] as const satisfies readonly (keyof Routes)[];

export const tags = {
  Takeaways: 'Facts, figures and claims from the write-ups, each with its source.',
  Vocabularies:
    'The records that takeaways refer to by slug, with the number of takeaways for each.',
  Dataset: 'The current revision, and the whole dataset in one response.',
  Publishing: 'For operators. Publishing is off unless the variable `publish_token` sets a token.',
  Service: 'The index of the API, explanations of problems, and health checks.',
} as const;

export interface OperationDocumentation {
  readonly operationId: string;
  readonly tag: keyof typeof tags;
  /** CommonMark. */
  readonly description: string;
  /** Path and query of the example request. `{revision}` is the id of the bundled revision, `{upload}` of another. */
  readonly example?: string;
  /** The body of the example request. */
  readonly exampleBody?: (from: ExampleSource) => unknown;
}

/** The data for example bodies: the real dataset and the manifest of `{upload}`. */
export interface ExampleSource extends Pick<LaidOut, 'manifest'> {
  readonly dataset: Dataset;
}

const plurals = {
  events: 'Events',
  topics: 'Topics',
  technologies: 'Technologies',
  sources: 'Sources',
  claims: 'Claims',
  talks: 'Talks',
  people: 'People',
} as const;

const listOf = (name: VocabularyName, what: string) => ({
  GET: {
    operationId: `list${plurals[name]}`,
    tag: 'Vocabularies' as const,
    description: `${what} The member \`count\` is the number of takeaways that refer to the record.`,
    example: `/v1/${name}?limit=1`,
  },
});

const itemOf = (name: VocabularyName, singular: string, id: string) => ({
  GET: {
    operationId: `get${singular}`,
    tag: 'Vocabularies' as const,
    description: `One record of \`GET /v1/${name}\`.`,
    example: `/v1/${name}/${id}`,
  },
});

/** The documentation of every operation, beyond its summary. */
export const documentation: {
  readonly [Path in Exclude<keyof Routes, (typeof undocumentedRoutes)[number]>]: {
    readonly [Method in keyof Routes[Path]]: OperationDocumentation;
  };
} = {
  '/': {
    GET: {
      operationId: 'getIndex',
      tag: 'Service',
      description:
        'Links to all other resources. With `Accept: text/html` the response is the explorer, an HTML page with the parameters of `GET /v1/takeaways`.',
      example: '/',
    },
  },
  '/v1/takeaways': {
    GET: {
      operationId: 'listTakeaways',
      tag: 'Takeaways',
      description:
        'Repeat a parameter to match any of its values. Takeaways must match all parameters. Without `q` and filters, all takeaways are listed.\n\nIn `application/x-ndjson` each line is a takeaway. In `text/csv` (RFC 4180) the first line names the columns: `id`, `event`, `topic`, `title`, `summary`, `technologies`, `talk_title`, `talk_speakers`, `figures`, `claims`, `source`, `source_section`, `links`, `note`, `topics`, `people`, `related`. Spaces separate slugs and URLs, semicolons separate speakers and figures. For both, the `Link` header has the adjacent pages and `X-Total-Count` has the total.',
      example: '/v1/takeaways?topic=webassembly&technology=spin&limit=1',
    },
  },
  '/v1/takeaways/{id}': {
    GET: {
      operationId: 'getTakeaway',
      tag: 'Takeaways',
      description: 'One takeaway with all its members.',
      example: '/v1/takeaways/wasm-strengths-in-kubernetes',
    },
  },
  '/v1/events': listOf('events', 'The conferences that the takeaways come from.'),
  '/v1/events/{id}': itemOf('events', 'Event', 'kubecon-eu-2024'),
  '/v1/topics': listOf(
    'topics',
    'The topics of takeaways. Every takeaway has at least one. A topic that has been merged into another still answers, under its former id, with the other.',
  ),
  '/v1/topics/{id}': itemOf('topics', 'Topic', 'webassembly'),
  '/v1/technologies': listOf(
    'technologies',
    'The projects, products, standards, companies and working groups that takeaways are about.',
  ),
  '/v1/technologies/{id}': itemOf('technologies', 'Technology', 'spin'),
  '/v1/sources': listOf('sources', 'The write-ups that the takeaways are taken from.'),
  '/v1/sources/{id}': itemOf('sources', 'Source', 'albou-kubecon-2024'),
  '/v1/claims': listOf(
    'claims',
    'The claims that can be measured, with their measurements and verdicts.',
  ),
  '/v1/claims/{id}': itemOf('claims', 'Claim', 'cold-start'),
  '/v1/talks': listOf('talks', 'The talks, keynotes and panels that takeaways come from.'),
  '/v1/talks/{id}': itemOf('talks', 'Talk', 'leveling-up-wasm-support-in-kubernetes'),
  '/v1/people': listOf('people', 'The speakers of the talks, and people whom takeaways quote.'),
  '/v1/people/{id}': itemOf('people', 'Person', 'solomon-hykes'),
  '/v1/dump': {
    GET: {
      operationId: 'getDump',
      tag: 'Dataset',
      description:
        'The JSON has the format that `PUT /v1/dataset` accepts: its records have no `count`. `Content-Length` states the length, so a dump that is cut short is noticed. In `application/x-ndjson` each line is a record, and its member `collection` names the collection.',
      example: '/v1/dump',
    },
  },
  '/v1/meta': {
    GET: {
      operationId: 'getMeta',
      tag: 'Dataset',
      description: 'A revision never changes: its id is a digest of its content.',
      example: '/v1/meta',
    },
  },
  '/v1/dataset': {
    PUT: {
      operationId: 'putDataset',
      tag: 'Publishing',
      description:
        'The whole dataset is validated before anything is written; a problem lists the errors with JSON pointers. The response lists the ids of added, changed and removed records. Publishing the current content again changes nothing.',
      example: '/v1/dataset?dry_run=true',
      exampleBody: ({ dataset }) => ({
        ...dataset,
        topics: dataset.topics.map((topic, index) =>
          index === 0 ? { ...topic, name: `${topic.name} and more` } : topic,
        ),
      }),
    },
  },
  '/v1/revisions': {
    GET: {
      operationId: 'listRevisions',
      tag: 'Publishing',
      description:
        'The revisions that you can roll back to, and those still being uploaded, newest first.',
      example: '/v1/revisions',
    },
  },
  '/v1/revisions/{id}/activate': {
    POST: {
      operationId: 'activateRevision',
      tag: 'Publishing',
      description: 'Rolls back to a stored revision, or publishes an uploaded one.',
      example: '/v1/revisions/{revision}/activate',
    },
  },
  '/v1/uploads/{revision}': {
    PUT: {
      operationId: 'putUpload',
      tag: 'Publishing',
      description:
        'For datasets that exceed the size limit of one request; `npm run dataset:publish` uses it. The response lists the manifest pages that are missing entries. Repeat the request to resume an interrupted upload. With the member `base` in the body, the new revision shares entries with that one if they differ on few pages (`shared`).',
      example: '/v1/uploads/{upload}',
      exampleBody: ({ manifest }) => manifest.root,
    },
  },
  '/v1/uploads/{revision}/pages/{page}': {
    PUT: {
      operationId: 'putUploadPage',
      tag: 'Publishing',
      description:
        'Each entry is verified by its digest. The response lists the entries of the page that are missing; those of the base are not.',
      example: '/v1/uploads/{upload}/pages/0',
      exampleBody: ({ manifest }) => manifest.pages[0],
    },
  },
  '/healthz': {
    GET: {
      operationId: 'getHealth',
      tag: 'Service',
      description: 'For liveness probes. It does not use the store.',
      example: '/healthz',
    },
  },
  '/readyz': {
    GET: {
      operationId: 'getReadiness',
      tag: 'Service',
      description:
        'For readiness probes. It reads the store, and seeds an empty one with the bundled dataset.',
      example: '/readyz',
    },
  },
  '/problems/{slug}': {
    GET: {
      operationId: 'getProblem',
      tag: 'Service',
      description:
        'The member `type` of every problem document (RFC 9457) is the address of its explanation.',
      example: '/problems/invalid-cursor',
    },
  },
  '/feed.atom': {
    GET: {
      operationId: 'getFeed',
      tag: 'Takeaways',
      description:
        'The results of `GET /v1/takeaways` as a paged Atom feed (RFC 4287, RFC 5005). `updated` is the publication date of the revision.',
      example: '/feed.atom?topic=webassembly&limit=1',
    },
  },
  '/openapi.json': {
    GET: {
      operationId: 'getOpenApi',
      tag: 'Service',
      description: 'OpenAPI 3.1, generated from the declarations that validate requests.',
      example: '/openapi.json',
    },
  },
  '/.well-known/api-catalog': {
    GET: {
      operationId: 'getCatalog',
      tag: 'Service',
      description: 'A linkset (RFC 9264) for API discovery (RFC 9727).',
      example: '/.well-known/api-catalog',
    },
  },
};

/** Descriptions of path parameters. */
export const pathParameters: Readonly<Record<string, string>> = {
  id: 'The slug of the record.',
  slug: 'The slug of the problem type.',
  revision: 'The id of the revision: a digest of its content.',
  page: 'The number of the manifest page, starting at 0.',
};

type Members<Resource> = Readonly<Partial<Record<keyof Resource, string>>>;

/** Descriptions of record members whose names are not enough. */
export const members: {
  readonly Takeaway: Members<Takeaway>;
  readonly Event: Members<Event>;
  readonly Topic: Members<Topic>;
  readonly Technology: Members<Technology>;
  readonly Source: Members<Source>;
  readonly Claim: Members<Claim>;
  readonly Talk: Members<Talk>;
  readonly Person: Members<Person>;
} = {
  Takeaway: {
    id: 'The slug of the takeaway. It never changes.',
    event: 'The slug of the event it comes from.',
    topic: 'The slug of its first topic.',
    summary: 'The takeaway in one to four sentences.',
    technologies: 'Slugs of the technologies it is about.',
    talk: 'The talk it comes from, if the source names one.',
    figures: 'Numbers as given by the source.',
    claims: 'Slugs of the claims it makes.',
    source: 'The slug and the section of the source.',
    note: 'A caveat about the source: it is vague, a draft, or contradicted by another.',
    topics: 'Slugs of all its topics, `topic` first. Without it, `topic` is the only one.',
    people: 'Slugs of people whom it quotes or is about, besides the speakers of its talk.',
    related:
      'Ids of takeaways that report the same, contradict it, or tell of the same talk elsewhere. If one names another, the other names it, too.',
  },
  Event: { id: 'The slug of the event.', start: 'Its first day.', end: 'Its last day.' },
  Topic: {
    id: 'The slug of the topic.',
    former_ids: 'Slugs of topics that were merged into it. As filter values they still work.',
  },
  Technology: {
    id: 'The slug of the technology.',
    aliases: 'Other names that the search matches.',
    search_terms:
      'Words that find it without being its names: typos of the sources, parts, commands.',
    cncf: 'Its CNCF maturity level at the time of the latest event that it was mentioned at. Missing if it was not a CNCF project.',
    cncf_levels:
      'Its CNCF maturity levels from the first event that it was mentioned at until today, oldest first: when it reached each, and the date and the source of that knowledge.',
  },
  Source: {
    id: 'The slug of the source.',
    language: 'A language tag (BCP 47).',
    url: 'Where it is published.',
    event: 'The slug of the event it reports on.',
    published: 'The publication date; null if the document has no reliable one.',
    note: 'A caveat about the source.',
  },
  Talk: {
    id: 'The slug of the talk.',
    title: 'Its title. No two talks have the same.',
    event: 'The slug of the event where it was given.',
    speakers: 'The speakers, with the slug of the person, and their organisations at the time.',
    schedule: 'Its entry in the schedule of the event.',
    recording: 'The address of its recording, where it is known for certain.',
    note: 'What to know about title, speakers or recording.',
  },
  Person: {
    id: 'The slug of the person.',
    note: 'What to know about the person.',
  },
  Claim: {
    id: 'The slug of the claim.',
    metric: 'What is measured.',
    takeaways: 'Slugs of the takeaways that make this claim.',
    measurement: 'How it is measured.',
    refutation: 'What would refute it.',
    rules:
      'The kinds of the claim, each with one rule, written before measuring. A rule compares the value of every Wasm contender with the threshold; with `ratio`, the quotient of the contender and each baseline. If the whole 95% interval meets the expectation, the rule supports the claim for that contender; if the whole interval misses it, the rule refutes it. Only rules with `decides` count, and only for runs that began after `since`. (Earlier datasets have `of` and `per`: one contender, divided by another.)',
    said_by: 'Who says so, and in which takeaway.',
    refuted_by:
      'In earlier datasets, how many deciding rules had to refute the claim: `any` of them or `every` one.',
    judgement:
      'The verdict over all machines with its condition: `depends` if contenders, kinds or baselines differ, and then the text says for which the claim holds.',
    earlier: 'The verdicts that earlier rules gave, as they were given, latest first.',
    measurements:
      'The findings on each machine, from the latest run that measured them: `cells` for each contender and baseline, and `anatomy`, the parts that a start or the memory is made of.',
    verdict:
      'The same in three words, for clients that do not know `depends`: undecided where it depends, or where nothing was measured.',
  },
};
