import { describe, expect, it } from 'vitest';
import { json, ndjson, negotiate } from '../../src/http/negotiation.js';
import { Problem } from '../../src/http/problem.js';

const accepting = (accept?: string) =>
  new Request('http://takeaways.test/', accept === undefined ? {} : { headers: { accept } });

/** RFC 9110, section 12.5.1, for a resource that has JSON, which it prefers, and NDJSON. */
describe.each<[accept: string | undefined, chosen: string | 'nothing', why: string]>([
  [undefined, json, 'no Accept: anything will do'],
  ['', json, 'an empty one says nothing'],
  ['   ', json, 'nor does a blank one'],
  ['*/*', json, 'anything: the preferred'],
  ['application/*', json, 'any of a family'],
  ['application/json', json, 'the very type'],
  ['application/x-ndjson', ndjson, 'the very type, though not the preferred'],
  ['APPLICATION/JSON', json, 'types are case-insensitive'],
  ['application/json;charset=utf-8', json, 'parameters of the type do not matter'],
  ['text/html, application/json', json, 'one of several'],
  ['text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', json, 'a browser'],
  ['application/json;q=0.4, application/x-ndjson;q=0.5', ndjson, 'the higher weight'],
  ['application/json;q=0.5, application/x-ndjson;q=0.5', json, 'the preferred of equals'],
  ['application/x-ndjson, */*;q=0.1', ndjson, 'a range weighs less than a type'],
  ['*/*, application/json;q=0.1', ndjson, 'the more specific range counts, not the higher weight'],
  ['application/*;q=0.2, */*;q=0.9', json, 'the family counts for both'],
  ['application/json;q=0, */*', ndjson, 'a weight of 0 excludes'],
  ['application/json ; q=0.2 , application/x-ndjson ; Q=0.9', ndjson, 'white space and case'],
  ['application/json;charset=utf-8;q=0.1, application/x-ndjson', ndjson, 'weight after parameters'],
  ['text/html', 'nothing', 'another type alone'],
  ['text/*', 'nothing', 'another family alone'],
  ['application/json;q=0, application/x-ndjson;q=0', 'nothing', 'both excluded'],
  ['*/*;q=0', 'nothing', 'everything excluded'],
  ['json', 'nothing', 'not a media type'],
  ['application/jsonx', 'nothing', 'only the beginning of a type'],
])('Accept: %s', (accept, chosen, why) => {
  it(`gets ${chosen}: ${why}`, () => {
    const act = () => negotiate(accepting(accept), [json, ndjson]);
    if (chosen === 'nothing') expect(act).toThrow(Problem);
    else expect(act()).toBe(chosen);
  });
});

describe('what cannot be had', () => {
  it('is a 406 that says what can', () => {
    const act = () => negotiate(accepting('text/html'), [json, ndjson]);
    expect(act).toThrow(
      expect.objectContaining({
        slug: 'not-acceptable',
        message: expect.stringMatching(/application\/json.*application\/x-ndjson/),
      }),
    );
  });
});
