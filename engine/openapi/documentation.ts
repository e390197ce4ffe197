/**
 * What documentation says of each operation beyond its declaration. Tools alone import this, so that it
 * costs the component nothing; its types see to it that no operation goes without.
 */
import type { routes } from '../../src/app.js';
import type { VocabularyName } from '../../src/dataset/records/fields.js';
import type {
  Claim,
  Dataset,
  Event,
  Source,
  Takeaway,
  Technology,
  Topic,
} from '../../src/dataset/records/schema.js';
import type { LaidOut } from '../../src/dataset/revisions/layout.js';

type Routes = typeof routes;

/** Routes for people and their browsers, which no program relies on. */
export const undocumentedRoutes = [
  '/takeaways/{id}',
  '/claims',
  '/docs',
  '/robots.txt',
  '/favicon.svg',
  '/favicon.ico',
  '/assets/{name}',
] as const satisfies readonly (keyof Routes)[];

export const tags = {
  Takeaways: 'What the write-ups brought home: facts, figures and claims, each with its source.',
  Vocabularies: 'What takeaways refer to by slug, each with the number of takeaways that do.',
  Dataset: 'The dataset as a whole: which revision is served, and all of it at once.',
  Publishing: 'For operators: off unless the variable `publish_token` is set, which is the token.',
  Service: 'Where everything is, what problems mean, and whether the service is well.',
} as const;

export interface OperationDocumentation {
  readonly operationId: string;
  readonly tag: keyof typeof tags;
  /** CommonMark. */
  readonly description: string;
  /** Path and query of a request whose real response is shown. `{revision}` stands for the bundled one, `{upload}` for another. */
  readonly example?: string;
  /** The body of that request, where it has one. */
  readonly exampleBody?: (from: ExampleSource) => unknown;
}

/** What bodies of examples are made from: the real dataset, and the manifest of `{upload}`. */
export interface ExampleSource extends Pick<LaidOut, 'manifest'> {
  readonly dataset: Dataset;
}

const plurals = {
  events: 'Events',
  topics: 'Topics',
  technologies: 'Technologies',
  sources: 'Sources',
  claims: 'Claims',
} as const;

const listOf = (name: VocabularyName, what: string) => ({
  GET: {
    operationId: `list${plurals[name]}`,
    tag: 'Vocabularies' as const,
    description: `${what} The member \`count\` of each is the number of takeaways that refer to it.`,
    example: `/v1/${name}?limit=1`,
  },
});

const itemOf = (name: VocabularyName, singular: string, id: string) => ({
  GET: {
    operationId: `get${singular}`,
    tag: 'Vocabularies' as const,
    description: `One of what \`GET /v1/${name}\` lists.`,
    example: `/v1/${name}/${id}`,
  },
});

/** What is to be said of every operation of every route, beside its summary. */
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
        'Links to everything else. For `Accept: text/html` it is the explorer, a page whose parameters are those of `GET /v1/takeaways`.',
      example: '/',
    },
  },
  '/v1/takeaways': {
    GET: {
      operationId: 'listTakeaways',
      tag: 'Takeaways',
      description:
        'A parameter that is repeated means any of its values; different parameters must all apply. Without `q` and filters it lists everything.\n\nAs `application/x-ndjson` each line is a takeaway. As `text/csv` (RFC 4180) the first line names the columns: `id`, `event`, `topic`, `title`, `summary`, `technologies`, `talk_title`, `talk_speakers`, `figures`, `claims`, `source`, `source_section`, `links`, `note`; slugs and addresses are separated by spaces, speakers and figures by semicolons. In both, the neighbouring pages are in the header `Link` and the total is in `X-Total-Count`.',
      example: '/v1/takeaways?topic=webassembly&technology=spin&limit=1',
    },
  },
  '/v1/takeaways/{id}': {
    GET: {
      operationId: 'getTakeaway',
      tag: 'Takeaways',
      description: 'All that is known of one takeaway.',
      example: '/v1/takeaways/wasm-strengths-in-kubernetes',
    },
  },
  '/v1/events': listOf('events', 'The conferences that the takeaways come from.'),
  '/v1/events/{id}': itemOf('events', 'Event', 'kubecon-eu-2024'),
  '/v1/topics': listOf('topics', 'What takeaways are about: each has one topic.'),
  '/v1/topics/{id}': itemOf('topics', 'Topic', 'webassembly'),
  '/v1/technologies': listOf(
    'technologies',
    'Projects, products, standards and companies that takeaways concern.',
  ),
  '/v1/technologies/{id}': itemOf('technologies', 'Technology', 'spin'),
  '/v1/sources': listOf('sources', 'The write-ups that the takeaways are taken from.'),
  '/v1/sources/{id}': itemOf('sources', 'Source', 'albou-kubecon-2024'),
  '/v1/claims': listOf(
    'claims',
    'Statements that a machine can check, how to measure them, and what would refute them.',
  ),
  '/v1/claims/{id}': itemOf('claims', 'Claim', 'cold-start'),
  '/v1/dump': {
    GET: {
      operationId: 'getDump',
      tag: 'Dataset',
      description:
        'The JSON is what publishing takes: its records are without `count`. As `application/x-ndjson` each line is a record, its member `collection` says of which collection.',
      example: '/v1/dump',
    },
  },
  '/v1/meta': {
    GET: {
      operationId: 'getMeta',
      tag: 'Dataset',
      description: 'A revision never changes: its id follows from its content.',
      example: '/v1/meta',
    },
  },
  '/v1/dataset': {
    PUT: {
      operationId: 'putDataset',
      tag: 'Publishing',
      description:
        'Everything is checked before anything is written; a problem lists every fault with its JSON pointer. The response says what is added, changed and removed. Publishing what is current already changes nothing.',
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
      description: 'What there is to go back to, newest first.',
      example: '/v1/revisions',
    },
  },
  '/v1/revisions/{id}/activate': {
    POST: {
      operationId: 'activateRevision',
      tag: 'Publishing',
      description: 'Goes back to a kept revision, or finishes an upload: one key is written.',
      example: '/v1/revisions/{revision}/activate',
    },
  },
  '/v1/uploads/{revision}': {
    PUT: {
      operationId: 'putUpload',
      tag: 'Publishing',
      description:
        'For datasets beyond the limit of one request; `npm run dataset:publish` does it. The response says which pages of the manifest are missing. Sent again, it goes on where an interrupted upload ended.',
      example: '/v1/uploads/{upload}',
      exampleBody: ({ manifest }) => manifest.root,
    },
  },
  '/v1/uploads/{revision}/pages/{page}': {
    PUT: {
      operationId: 'putUploadPage',
      tag: 'Publishing',
      description:
        'Each entry is verified by its digest. The response says which entries of the page are missing.',
      example: '/v1/uploads/{upload}/pages/0',
      exampleBody: ({ manifest }) => manifest.pages[0],
    },
  },
  '/healthz': {
    GET: {
      operationId: 'getHealth',
      tag: 'Service',
      description: 'For liveness probes: it touches nothing but the component.',
      example: '/healthz',
    },
  },
  '/readyz': {
    GET: {
      operationId: 'getReadiness',
      tag: 'Service',
      description: 'For readiness probes: it reads the store, and gives an empty one its dataset.',
      example: '/readyz',
    },
  },
  '/problems/{slug}': {
    GET: {
      operationId: 'getProblem',
      tag: 'Service',
      description:
        'The member `type` of every problem document (RFC 9457) is the address of this explanation.',
      example: '/problems/invalid-cursor',
    },
  },
  '/feed.atom': {
    GET: {
      operationId: 'getFeed',
      tag: 'Takeaways',
      description:
        'What `GET /v1/takeaways` lists, as an Atom feed (RFC 4287) in pages (RFC 5005). `updated` is when the revision was published.',
      example: '/feed.atom?topic=webassembly&limit=1',
    },
  },
  '/openapi.json': {
    GET: {
      operationId: 'getOpenApi',
      tag: 'Service',
      description: 'OpenAPI 3.1, made from the declarations that validate requests.',
      example: '/openapi.json',
    },
  },
  '/.well-known/api-catalog': {
    GET: {
      operationId: 'getCatalog',
      tag: 'Service',
      description: 'For programs that discover APIs: a linkset (RFC 9264) as RFC 9727 has it.',
      example: '/.well-known/api-catalog',
    },
  },
};

/** What the segments of paths are. */
export const pathParameters: Readonly<Record<string, string>> = {
  id: 'The slug of the record.',
  slug: 'The slug of the type of problem.',
  revision: 'The id of the revision: it follows from its content.',
  page: 'The number of the page of the manifest, from 0.',
};

type Members<Resource> = Readonly<Partial<Record<keyof Resource, string>>>;

/** What the members of records are, where their names do not say it all. */
export const members: {
  readonly Takeaway: Members<Takeaway>;
  readonly Event: Members<Event>;
  readonly Topic: Members<Topic>;
  readonly Technology: Members<Technology>;
  readonly Source: Members<Source>;
  readonly Claim: Members<Claim>;
} = {
  Takeaway: {
    id: 'The slug of the takeaway. It never changes.',
    event: 'The slug of the event it comes from.',
    topic: 'The slug of its topic.',
    summary: 'What there is to take away, in one to four sentences.',
    technologies: 'Slugs of the technologies it concerns.',
    talk: 'The talk it comes from, where the source names one.',
    figures: 'Numbers that the source gives, as it gives them.',
    claims: 'Slugs of the claims it makes.',
    source: 'The slug of the source, and the section there.',
    note: 'What to know before trusting the source here: that it is vague, a draft, or contradicted.',
  },
  Event: { id: 'The slug of the event.', start: 'Its first day.', end: 'Its last day.' },
  Topic: { id: 'The slug of the topic.' },
  Technology: {
    id: 'The slug of the technology.',
    aliases: 'Other names that a search finds it by.',
    cncf: 'Its level within the CNCF as a source gave it, at the time of that event.',
  },
  Source: {
    id: 'The slug of the source.',
    event: 'The slug of the event it reports on.',
    published: 'Null where it shows no date that can be trusted.',
    note: 'What to know before trusting it.',
  },
  Claim: {
    id: 'The slug of the claim.',
    metric: 'What is measured.',
    takeaways: 'Slugs of the takeaways that make it.',
    measurement: 'How it is measured.',
    refutation: 'What would refute it.',
    rules:
      'What decides, written before measuring: `of`, divided by `per` where that is given, is held against the threshold. An interval that is wholly where it is expected supports the claim, one that is wholly elsewhere refutes it. Only a rule that `decides` counts.',
    refuted_by:
      'Whether any of the deciding rules refutes the claim, or only all of them. To support it, it takes every one.',
    measurements: 'What came out, machine by machine, by the latest run that can tell.',
    verdict:
      'What the machines say together: undecided where nothing was measured, or where they disagree.',
  },
};
