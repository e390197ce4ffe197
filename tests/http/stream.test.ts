import { describe, expect, it } from 'vitest';
import { streamOf } from '../../src/http/stream.js';

/** Yields texts; records how many were taken and whether it was stopped. */
const numbered = (count: number) => {
  const seen = { made: 0, ended: false };
  async function* texts() {
    try {
      for (let number = 1; number <= count; number++) {
        seen.made = number;
        yield `${number}, `;
      }
    } finally {
      seen.ended = true;
    }
  }
  return { seen, stream: streamOf(texts()) };
};

/** Resolves when the stream has done everything that it does unasked. */
const everythingDue = () => new Promise((resolve) => setImmediate(resolve));

describe('a streamed body', () => {
  it('has the texts in order', async () => {
    expect(await new Response(numbered(3).stream).text()).toBe('1, 2, 3, ');
  });

  it('is empty if there are none', async () => {
    expect(await new Response(numbered(0).stream).text()).toBe('');
  });

  it('produces the next text only on demand', async () => {
    const { seen, stream } = numbered(1000);
    await everythingDue();
    expect(seen.made).toBe(0);
    const reader = stream.getReader();
    for (const taken of [1, 2, 3]) {
      await reader.read();
      await everythingDue();
      expect(seen.made).toBe(taken);
    }
    await reader.cancel();
  });

  it('stops its source when it is cancelled', async () => {
    const { seen, stream } = numbered(1000);
    const reader = stream.getReader();
    await reader.read();
    await reader.cancel();
    expect(seen).toEqual({ made: 1, ended: true });
  });

  it('fails if a text cannot be produced, instead of ending early', async () => {
    async function* texts() {
      yield 'some';
      throw new Error('The store is down.');
    }
    await expect(new Response(streamOf(texts())).text()).rejects.toThrow();
  });
});
