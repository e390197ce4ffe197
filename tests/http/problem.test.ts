import { describe, expect, it } from 'vitest';
import {
  Problem,
  type ProblemSlug,
  problemResponse,
  problemTypes,
} from '../../src/http/problem.js';
import { answerOf, problemOf } from '../support/answer.js';

/** Clients may rely on this: the status of a type never changes. */
const statuses: Record<ProblemSlug, number> = {
  'invalid-request': 400,
  'malformed-url': 400,
  'invalid-cursor': 400,
  'query-too-costly': 400,
  unauthorized: 401,
  'not-found': 404,
  'publishing-off': 404,
  'method-not-allowed': 405,
  'not-acceptable': 406,
  'request-timeout': 408,
  'revision-incomplete': 409,
  'revision-gone': 410,
  'precondition-failed': 412,
  'content-too-large': 413,
  'uri-too-long': 414,
  'unsupported-media-type': 415,
  'precondition-required': 428,
  'header-fields-too-large': 431,
  'internal-error': 500,
  'store-unavailable': 503,
  'token-unavailable': 503,
  overloaded: 503,
  'gateway-timeout': 504,
};

const slugs = Object.keys(problemTypes) as ProblemSlug[];

describe.each(slugs)('a problem of type %s', (slug) => {
  it('has its status in the response and in the document', async () => {
    const answer = await answerOf(problemResponse(slug));
    expect(answer.status).toBe(statuses[slug]);
    expect(problemOf(answer)).toMatchObject({ slug, status: statuses[slug] });
  });

  it('is not cached', () => {
    expect(problemResponse(slug).headers.get('cache-control')).toBe('no-store');
  });

  it('has a title and a different detail', () => {
    const { title, detail } = problemTypes[slug];
    expect(title).not.toMatch(/[.!]$/);
    expect(detail).toMatch(/\.$/);
    expect(detail).not.toContain(title);
  });
});

it('No two problem types have the same title', () => {
  const titles = slugs.map((slug) => problemTypes[slug].title);
  expect(new Set(titles).size).toBe(slugs.length);
});

describe('a problem', () => {
  it('can have its own detail, errors and headers', async () => {
    const errors = [{ parameter: 'limit', detail: 'It must be a number.' }];
    const answer = await answerOf(
      problemResponse('invalid-request', {
        detail: 'One parameter is wrong.',
        errors,
        headers: { 'retry-after': '5' },
      }),
    );
    expect(problemOf(answer)).toMatchObject({ detail: 'One parameter is wrong.', errors });
    expect(answer.headers.get('retry-after')).toBe('5');
  });

  it('has no member `errors` if there are none', async () => {
    expect((await answerOf(problemResponse('not-found'))).body).not.toContain('errors');
  });

  it('has its detail as the error message', () => {
    expect(new Problem('not-found', { detail: 'No such talk.' }).message).toBe('No such talk.');
    expect(new Problem('not-found').message).toBe(problemTypes['not-found'].title);
  });
});
