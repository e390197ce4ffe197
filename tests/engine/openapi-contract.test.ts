import { describe, expect, inject, it } from 'vitest';
import type { Answer } from '../support/openapi-contract.js';
import { contractOf } from '../support/openapi-contract.js';

const contract = contractOf(JSON.parse(inject('openApi')));

const headers = { 'content-type': 'application/json', vary: 'Accept', 'cache-control': 'no-store' };
const answer = (overrides: Partial<Answer> = {}): Answer => ({
  status: 200,
  headers: new Headers(headers),
  body: '{"status":"ok"}',
  ...overrides,
});
const health = { method: 'GET', target: '/healthz' };

/** What the tests rely on when they hold answers against the document: that it notices. */
describe('an answer', () => {
  it('passes that is what the document says', () => {
    expect(() => contract(health, answer())).not.toThrow();
    expect(() => contract({ ...health, method: 'HEAD' }, answer({ body: '' }))).not.toThrow();
  });

  it.each<[what: string, overrides: Partial<Answer>]>([
    ['a wrong value', { body: '{"status":"fine"}' }],
    ['a member too few', { body: '{}' }],
    ['a member that nobody knows', { body: '{"status":"ok","more":1}' }],
    ['a status that nobody knows', { status: 418 }],
    ['another media type', { headers: new Headers({ ...headers, 'content-type': 'text/css' }) }],
    ['a header too few', { headers: new Headers({ 'content-type': 'application/json' }) }],
  ])('fails with %s', (_, overrides) => {
    expect(() => contract(health, answer(overrides))).toThrow('/healthz');
  });

  it('fails where a record within a list is wrong', () => {
    const body = JSON.stringify({
      data: [{ id: 'Not A Slug' }],
      page: { total: 1, limit: 20, next: null, prev: null },
      revision: '0'.repeat(32),
    });
    const list = new Headers({
      ...headers,
      etag: '"x"',
      link: '<x>; rel="y"',
      'x-total-count': '1',
    });
    expect(() =>
      contract({ method: 'GET', target: '/v1/takeaways?limit=1' }, answer({ headers: list, body })),
    ).toThrow(/data\/0\/id/);
  });

  it('is no concern of the document where it has no such operation', () => {
    for (const asked of [
      { method: 'GET', target: '/nothing' },
      { method: 'DELETE', target: '/healthz' },
    ]) {
      expect(() => contract(asked, answer({ status: 418 }))).not.toThrow();
    }
  });
});
