import { expect, it } from 'vitest';
import { sipHash } from '../../../engine/quickjs/memory/sip-hash.js';

/** The expected values are those of CPython 3.11, whose `hash` of bytes is SipHash-1-3. */
it.each([
  [0x0706050403020100n, 0xead411e67ebe2eean],
  [0xffffffffffffffffn, 0x2f205be2fec8e38dn],
])('SipHash-1-3 of %s is the one that others compute', (word, hash) => {
  expect(sipHash(word, [0n, 0n])).toBe(hash);
});
