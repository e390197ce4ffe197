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

/** Tests that check responses against the document rely on this. */
describe('a response', () => {
  it('passes if it matches the document', () => {
    expect(() => contract(health, answer())).not.toThrow();
    expect(() => contract({ ...health, method: 'HEAD' }, answer({ body: '' }))).not.toThrow();
  });

  it.each<[what: string, overrides: Partial<Answer>]>([
    ['a wrong value', { body: '{"status":"fine"}' }],
    ['a missing member', { body: '{}' }],
    ['an unknown member', { body: '{"status":"ok","more":1}' }],
    ['an unknown status', { status: 418 }],
    ['another media type', { headers: new Headers({ ...headers, 'content-type': 'text/css' }) }],
    ['a missing header', { headers: new Headers({ 'content-type': 'application/json' }) }],
  ])('fails with %s', (_, overrides) => {
    expect(() => contract(health, answer(overrides))).toThrow('/healthz');
  });

  it('fails if a record in a list is wrong', () => {
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

  it('passes if the document does not have the operation', () => {
    for (const asked of [
      { method: 'GET', target: '/nothing' },
      { method: 'DELETE', target: '/healthz' },
    ]) {
      expect(() => contract(asked, answer({ status: 418 }))).not.toThrow();
    }
  });
});
