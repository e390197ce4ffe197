import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Field,
  fieldsInMemory,
  fieldsOf,
  ReceivedHeaders,
} from '../../src/wasi-http/messages.js';

const field = fc.tuple(
  fc.constantFrom('accept', 'origin', 'traceparent', 'x'),
  fc.uint8Array({ maxLength: 20 }),
);

/** Writes fields as a host writes them to memory, with something between them. */
const inMemory = (fields: readonly Field[]) => {
  const memory = Buffer.alloc(4096);
  const words = new Uint32Array(fields.length * 4);
  let at = 8;
  fields.forEach(([name, value], index) => {
    for (const [part, bytes] of [Buffer.from(name), value].entries()) {
      memory.set(bytes, at);
      words.set([at, bytes.length], index * 4 + part * 2);
      at += bytes.length + 4;
    }
  });
  return {
    words,
    bytesAt: (start: number, length: number) =>
      new Uint8Array(memory.buffer, memory.byteOffset + start, length),
  };
};

const read = (headers: ReceivedHeaders) => {
  const all: string[] = [];
  headers.forEach((value, name) => {
    all.push(`${name}: ${value}`);
  });
  const names = ['accept', 'origin', 'traceparent', 'x', 'absent'];
  return {
    all,
    length: headers.textLength,
    values: names.map((name) => [headers.has(name), headers.get(name)]),
  };
};

describe('ReceivedHeaders', () => {
  it('reads the same from memory and from a list', () => {
    fc.assert(
      fc.property(fc.array(field, { maxLength: 12 }), (fields) => {
        const listed = read(new ReceivedHeaders(fieldsOf(fields)));
        expect(read(new ReceivedHeaders(fieldsInMemory(inMemory(fields))))).toEqual(listed);
      }),
    );
  });

  it('joins the values of one name, and decodes any bytes', () => {
    const fields: Field[] = [
      ['accept', Buffer.from('text/html')],
      ['origin', Uint8Array.of(0x61, 0xe9, 0xff)],
      ['accept', Buffer.from('*/*')],
    ];
    const headers = new ReceivedHeaders(fieldsInMemory(inMemory(fields)));
    expect(headers.get('accept')).toBe('text/html, */*');
    expect(headers.get('origin')).toBe('aéÿ');
    expect(headers.get('cookie')).toBeNull();
    expect(headers.textLength).toBe(33);
  });
});
