/** Describes pages in terms of schema.org, for search engines. */
import type { Source, Takeaway } from '../dataset/records/schema.js';
import type { Revision } from '../dataset/revisions/revision.js';
import { topicsOf } from './record-links.js';
import type { Counted, Vocabularies } from './vocabulary-maps.js';

/** A description in JSON-LD, given a function that makes a path an address. */
export type LinkedData = (address: (path: string) => string) => Record<string, unknown>;

const schemaOrg = { '@context': 'https://schema.org' };
const license = 'https://www.apache.org/licenses/LICENSE-2.0';

type Described = Readonly<Record<string, unknown>>;
type Address = Parameters<LinkedData>[0];

/** @returns the whole dataset, for the explorer. */
export const describeDataset =
  (description: string, revision: Revision, sources: readonly Source[]): LinkedData =>
  (address) => ({
    ...schemaOrg,
    '@type': 'Dataset',
    name: 'Takeaways from KubeCon + CloudNativeCon Europe',
    description,
    url: address('/'),
    license,
    inLanguage: 'en',
    isAccessibleForFree: true,
    version: revision.id,
    dateModified: revision.publishedAt,
    isBasedOn: sources.map(sourceOf),
    distribution: [
      ['application/json', '/v1/dump'],
      ['application/atom+xml', '/feed.atom'],
    ].map(([encodingFormat, path = '']) => ({
      '@type': 'DataDownload',
      encodingFormat,
      contentUrl: address(path),
    })),
  });

/** @returns one takeaway, with what it is about and where it comes from. */
export const describeTakeaway =
  (takeaway: Takeaway, vocabularies: Vocabularies): LinkedData =>
  (address) => {
    const { id, title, summary, event, talk, source } = takeaway;
    const { topics, technologies, events, sources } = vocabularies;
    const found = sources.get(source.id);
    const held = events.get(event);
    return {
      ...schemaOrg,
      '@type': 'Article',
      headline: title,
      abstract: summary,
      url: address(`/takeaways/${id}`),
      inLanguage: 'en',
      license,
      isPartOf: { '@type': 'Dataset', name: 'Takeaways', url: address('/') },
      ...(found && { isBasedOn: sourceOf(found) }),
      about: [
        ...topicsOf(takeaway).map((slug) => ({
          '@type': 'DefinedTerm',
          name: topics.get(slug)?.name ?? slug,
          url: address(`/topics/${slug}`),
        })),
        ...takeaway.technologies.map((slug) => ({
          '@type': 'Thing',
          name: technologies.get(slug)?.name ?? slug,
          url: address(`/technologies/${slug}`),
        })),
      ],
      mentions: [
        ...(talk ? [talkOf(talk, address)] : []),
        ...(held ? [eventOf(held, address)] : []),
      ],
    };
  };

/** @returns a page that lists the takeaways about something. */
export const describeList =
  (
    path: string,
    name: string,
    about: (address: Address) => Described,
    takeaways: readonly Takeaway[],
  ): LinkedData =>
  (address) => ({
    ...schemaOrg,
    '@type': 'CollectionPage',
    name,
    url: address(path),
    inLanguage: 'en',
    about: about(address),
    mainEntity: {
      '@type': 'ItemList',
      itemListElement: takeaways.map(({ id, title }, index) => ({
        '@type': 'ListItem',
        position: index + 1,
        name: title,
        url: address(`/takeaways/${id}`),
      })),
    },
  });

/** @returns the page of the claims. */
export const describeClaims =
  (claims: readonly Counted<'claims'>[]): LinkedData =>
  (address) => ({
    ...schemaOrg,
    '@type': 'CollectionPage',
    name: 'Claims',
    url: address('/claims'),
    inLanguage: 'en',
    hasPart: claims.map(({ id, statement }) => ({
      '@type': 'Claim',
      text: statement,
      url: address(`/claims#${id}`),
    })),
  });

const thing = (type: string, name: string, url?: string): Described => ({
  '@type': type,
  name,
  ...(url && { url }),
});

const typesOfKinds: Readonly<Record<string, string>> = {
  project: 'SoftwareApplication',
  product: 'SoftwareApplication',
  company: 'Organization',
  'working-group': 'Organization',
  law: 'Legislation',
};

/** @returns a technology. */
export const technologyOf = ({
  kind,
  name,
  description,
  homepage,
  aliases,
}: Counted<'technologies'>): Described => ({
  ...thing(typesOfKinds[kind] ?? 'CreativeWork', name, homepage),
  description,
  ...(aliases.length > 0 && { alternateName: aliases }),
});

/** @returns a topic. */
export const topicOf = ({ name, description }: Counted<'topics'>): Described => ({
  ...thing('DefinedTerm', name),
  description,
});

type Speech = Omit<NonNullable<Takeaway['talk']>, 'id'> & {
  readonly id?: string | undefined;
  readonly recording?: string | undefined;
};

/** @returns a talk with its speakers. */
export const talkOf = (
  { id, title, speakers, recording }: Speech,
  address: Address,
  held?: Counted<'events'>,
): Described => ({
  ...thing('Event', title, id && address(`/talks/${id}`)),
  performer: speakers.map(({ id, name, organisation }) => ({
    ...thing('Person', name, id && address(`/people/${id}`)),
    ...(organisation && { affiliation: thing('Organization', organisation) }),
  })),
  ...(held && { superEvent: eventOf(held, address) }),
  ...(recording && { recordedIn: thing('CreativeWork', title, recording) }),
});

/** @returns an event. */
export const eventOf = (
  { id, name, start, end, city, country }: Counted<'events'>,
  address: Address,
): Described => ({
  ...thing('Event', name, address(`/events/${id}`)),
  startDate: start,
  endDate: end,
  location: { ...thing('Place', city), address: `${city}, ${country}` },
});

/** @returns a person. */
export const personOf = ({ id, name }: Counted<'people'>, address: Address): Described =>
  thing('Person', name, address(`/people/${id}`));

const sourceOf = ({ title, authors, publisher, published, language, url }: Source): Described => ({
  ...thing('BlogPosting', title, url),
  author: authors.map((name) => thing('Person', name)),
  ...(publisher && { publisher: thing('Organization', publisher) }),
  ...(published && { datePublished: published }),
  ...(language && { inLanguage: language }),
});
