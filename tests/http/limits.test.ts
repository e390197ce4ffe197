import { describe, expect, it } from 'vitest';
import { enforceLimits, maxHeaderLength, maxUrlLength, refuseBody } from '../../src/http/limits.js';
import { Problem, type ProblemSlug } from '../../src/http/problem.js';

const origin = 'http://takeaways.test';

/** @returns the slug of the problem that a check throws for a request, or undefined if it passes. */
const refusalBy = (
  check: (request: Request) => void,
  path: string,
  init?: RequestInit,
): ProblemSlug | undefined => {
  try {
    check(new Request(origin + path, init));
    return undefined;
  } catch (error) {
    if (error instanceof Problem) return error.slug;
    throw error;
  }
};
const refusal = (path: string, init?: RequestInit) => refusalBy(enforceLimits, path, init);

describe('a URL', () => {
  const longest = `/${'x'.repeat(maxUrlLength - origin.length - 1)}`;

  it('passes up to the limit', () => {
    expect(refusal(longest)).toBeUndefined();
  });

  it('is too long above the limit, in the path or in the query', () => {
    expect(refusal(`${longest}x`)).toBe('uri-too-long');
    expect(refusal(longest.replace('/x', '/?'))).toBeUndefined();
    expect(refusal(`${longest.replace('/x', '/?')}x`)).toBe('uri-too-long');
  });

  it.each([
    '/v1/takeaways?q=caf%C3%A9',
    '/v1/takeaways?q=100%25',
    '/%F0%9F%A6%80',
    '/v1/takeaways?q=a+b%20c',
  ])('passes with valid percent-encoding: %s', (path) => {
    expect(refusal(path)).toBeUndefined();
  });

  it.each([
    ['a lone percent sign', '/%'],
    ['one digit', '/v1/takeaways?q=%4'],
    ['no hexadecimal digits', '/v1/takeaways/%zz'],
    ['in the name of a parameter', '/?%G0=1'],
    ['a byte that is invalid in UTF-8', '/?q=%FF'],
    ['a truncated sequence', '/?q=%C3'],
    ['a continuation byte alone', '/?q=%A9'],
    ['an overlong encoding', '/?q=%C0%AF'],
    ['a lone surrogate', '/?q=%ED%A0%80'],
  ])('is malformed with invalid percent-encoding: %s', (_, path) => {
    expect(refusal(path)).toBe('malformed-url');
  });
});

describe('headers', () => {
  const sized = (length: number) => ({ headers: { 'x-a': 'y'.repeat(length - 'x-a'.length) } });

  it('pass up to the limit', () => {
    expect(refusal('/', sized(maxHeaderLength))).toBeUndefined();
  });

  it('are too large above the limit', () => {
    expect(refusal('/', sized(maxHeaderLength + 1))).toBe('header-fields-too-large');
  });

  it('count together towards the limit', () => {
    const value = 'y'.repeat(1000);
    const headers = Object.fromEntries(
      Array.from({ length: 20 }, (_, number) => [`x-${number}`, value]),
    );
    expect(refusal('/', { headers })).toBe('header-fields-too-large');
  });
});

describe('a body', () => {
  const announcements: Record<string, string>[] = [
    { 'content-length': '1' },
    { 'transfer-encoding': 'chunked' },
  ];

  it.each(
    ['GET', 'HEAD', 'OPTIONS'].flatMap((method) =>
      announcements.map((headers) => ({ method, headers })),
    ),
  )('is rejected if the method does not define one: $method with $headers', (init) => {
    expect(refusalBy(refuseBody, '/', init)).toBe('invalid-request');
  });

  it('is allowed if it is announced as empty', () => {
    expect(refusalBy(refuseBody, '/', { headers: { 'content-length': '0' } })).toBeUndefined();
  });

  it('is allowed with any other method', () => {
    expect(refusalBy(refuseBody, '/', { method: 'POST', body: 'x' })).toBeUndefined();
  });
});
