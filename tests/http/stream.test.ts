import { describe, expect, it } from 'vitest';
import { streamOf } from '../../src/http/stream.js';

/** Texts one by one; notes how many were taken and whether it was told to stop. */
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

/** @returns when whatever the stream does by itself is done. */
const everythingDue = () => new Promise((resolve) => setImmediate(resolve));

describe('a streamed body', () => {
  it('is the texts in their order', async () => {
    expect(await new Response(numbered(3).stream).text()).toBe('1, 2, 3, ');
  });

  it('is empty where there are none', async () => {
    expect(await new Response(numbered(0).stream).text()).toBe('');
  });

  it('makes the next text only when it is asked for', async () => {
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

  it('lets go of what it reads from when nobody wants the rest', async () => {
    const { seen, stream } = numbered(1000);
    const reader = stream.getReader();
    await reader.read();
    await reader.cancel();
    expect(seen).toEqual({ made: 1, ended: true });
  });

  it('breaks where a text cannot be made, rather than end as if it were whole', async () => {
    async function* texts() {
      yield 'some';
      throw new Error('The store is gone.');
    }
    await expect(new Response(streamOf(texts())).text()).rejects.toThrow();
  });
});
