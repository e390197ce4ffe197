import { describe, expect, it } from 'vitest';
import { json, ndjson, negotiate } from '../../src/http/negotiation.js';
import { Problem } from '../../src/http/problem.js';

const accepting = (accept?: string) =>
  new Request('http://takeaways.test/', accept === undefined ? {} : { headers: { accept } });

/** RFC 9110, section 12.5.1, for a resource in JSON, which it prefers, and in NDJSON. */
describe.each<[accept: string | undefined, chosen: string | 'nothing', why: string]>([
  [undefined, json, 'no Accept: anything will do'],
  ['', json, 'an empty header counts as missing'],
  ['   ', json, 'so does a blank one'],
  ['*/*', json, 'any type: the preferred one'],
  ['application/*', json, 'any subtype: the preferred one'],
  ['application/json', json, 'the exact type'],
  ['application/x-ndjson', ndjson, 'the exact type, although not preferred'],
  ['APPLICATION/JSON', json, 'types are case-insensitive'],
  ['application/json;charset=utf-8', json, 'type parameters are ignored'],
  ['text/html, application/json', json, 'one of several'],
  ['text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', json, 'a browser'],
  ['application/json;q=0.4, application/x-ndjson;q=0.5', ndjson, 'the higher weight'],
  ['application/json;q=0.5, application/x-ndjson;q=0.5', json, 'the preferred one of equal weight'],
  ['application/x-ndjson, */*;q=0.1', ndjson, 'a lower weight for other types'],
  ['*/*, application/json;q=0.1', ndjson, 'the more specific range wins, not the higher weight'],
  ['application/*;q=0.2, */*;q=0.9', json, 'the subtype range applies to both'],
  ['application/json;q=0, */*', ndjson, 'a weight of 0 excludes'],
  ['application/json ; q=0.2 , application/x-ndjson ; Q=0.9', ndjson, 'white space and case'],
  ['application/json;charset=utf-8;q=0.1, application/x-ndjson', ndjson, 'weight after parameters'],
  ['text/html', 'nothing', 'only another type'],
  ['text/*', 'nothing', 'only other subtypes'],
  ['application/json;q=0, application/x-ndjson;q=0', 'nothing', 'both excluded'],
  ['*/*;q=0', 'nothing', 'everything excluded'],
  ['json', 'nothing', 'not a media type'],
  ['application/jsonx', 'nothing', 'a type that only starts the same'],
])('Accept: %s', (accept, chosen, why) => {
  it(`gets ${chosen}: ${why}`, () => {
    const act = () => negotiate(accepting(accept), [json, ndjson]);
    if (chosen === 'nothing') expect(act).toThrow(Problem);
    else expect(act()).toBe(chosen);
  });
});

describe('an unavailable media type', () => {
  it('is 406 with the available media types', () => {
    const act = () => negotiate(accepting('text/html'), [json, ndjson]);
    expect(act).toThrow(
      expect.objectContaining({
        slug: 'not-acceptable',
        message: expect.stringMatching(/application\/json.*application\/x-ndjson/),
      }),
    );
  });
});
