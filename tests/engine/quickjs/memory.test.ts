/** Tidying up the memory of a component leaves all that is in use, and refuses a memory that is not as expected. */

import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { runInNewContext } from 'node:vm';
import { componentize } from 'componentize-qjs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closeArenas } from '../../../engine/quickjs/memory/arenas.js';
import {
  type Block,
  keepOneStretch,
  zeroFreeChunks,
} from '../../../engine/quickjs/memory/chunks.js';
import { changeMemory } from '../../../engine/quickjs/memory/component-memory.js';
import { tidyMemory } from '../../../engine/quickjs/memory/tidy.js';
import { Words } from '../../../engine/quickjs/memory/words.js';
import { allowExtendedConstants } from '../../../hosts/local/guest/extended-constants.js';
import { temporaryDirectory } from '../../../lib/temporary-directory.js';

/** Much of each kind that the engine keeps, some of it removed again, so that there are free blocks between. */
const kept = `
  const words = Array.from({ length: 400 }, (_, index) => 'word ' + index);
  const map = new Map(words.map((word, index) => [word, { index, short: word.slice(-1) }]));
  for (const word of words.filter((_, index) => index % 3 === 0)) map.delete(word);
  const set = new Set(words.flatMap((word) => [...word]));
  const weak = new WeakMap([...map.values()].map((value) => [value, value.index]));
  const patterns = words.map((word) => new RegExp('(?<first>' + word + ')|(a|b{2,}),', 'gu'));
  const bytes = new Uint8Array(3000).map((_, index) => index);
  const constants = [',', ';', ':', '', ' ', '{', '}'];
  class Pair {
    constructor(one, other) { this.one = one; this.other = other; }
    get sum() { return this.one + this.other; }
  }
  const pairs = words.map((word, index) => new Pair(word, index));`;
const answer = `JSON.stringify([
    [...map], [...set], [...map.values()].map((value) => weak.get(value)),
    patterns.map((pattern) => 'word 12, abb,'.replace(pattern, constants.join('$1'))),
    [...bytes], words.join(constants[0]), pairs.map((pair) => [pair, pair.sum]),
  ])`;
/** Makes more than there is room for, in sizes of every kind, and keeps only some of it. */
const fill = `
  const made = [];
  for (let index = 0; index < 60_000; index++) {
    made[(index * 7) % 20_011] = { index, text: 'x'.repeat(index % 700), list: [index, [index]] };
  }
  const filled = made.reduce((sum, { index, text, list }) => sum + index + text.length + list[1][0], 0);`;
const script = `${kept}
  export const run = () => { ${fill} return filled + ${answer}; };`;

/** What a block may have of the chunk that follows. */
const nextHeader = 4;

const folder = temporaryDirectory();
let component: Buffer;

beforeAll(async () => {
  const wit = join(folder, 'memory.wit');
  writeFileSync(wit, 'package test:memory;\nworld memory { export run: func() -> string; }\n');
  const options = { jsSource: script, witPath: wit, sync: true, optSize: true };
  ({ component } = await componentize(options));
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true }));

/** @returns what a component's `run` returns */
const run = async (bytes: Uint8Array): Promise<string> => {
  const { transpile } = await import('@bytecodealliance/jco');
  const { files } = await transpile(bytes, { name: 'memory' });
  const out = join(folder, 'transpiled');
  for (const [file, content] of Object.entries(files)) {
    mkdirSync(dirname(join(out, file)), { recursive: true });
    writeFileSync(join(out, file), content);
  }
  writeFileSync(join(out, 'package.json'), '{ "type": "module" }');
  symlinkSync(resolve('node_modules'), join(out, 'node_modules'));
  allowExtendedConstants();
  const module: { run(): string } = await import(pathToFileURL(join(out, 'memory.js')).href);
  return module.run();
};

const memoryOf = (bytes: Uint8Array): Uint8Array => {
  const copies: Uint8Array[] = [];
  changeMemory(bytes, (image) => copies.push(image.slice()));
  return copies[0] ?? new Uint8Array();
};

interface InUse {
  readonly chunks: readonly Block[];
  readonly blocks: readonly Block[];
}
const inUse = (): InUse => {
  const words = new Words(memoryOf(component));
  const chunks = zeroFreeChunks(words);
  return { chunks, blocks: closeArenas(words, chunks) };
};
describe('the memory of a component', () => {
  it('has all that its script has made, and room', async () => {
    const expected: unknown = runInNewContext(`${kept}; ${fill} filled + ${answer}`);
    const tidied = changeMemory(component, (image) => tidyMemory(image, script));
    expect(await run(tidied)).toBe(expected);
  });

  it('has new bytes in what is in use only where they are zero, but for the lists of arenas', () => {
    const [before, after] = [memoryOf(component), memoryOf(component)];
    tidyMemory(after, script);
    const changed = inUse().blocks.flatMap(({ start, end }) => {
      const bytes = after.subarray(start, end - nextHeader);
      const others = bytes.filter((byte, index) => byte !== before[start + index]);
      return others.length === 0 ? [] : [others];
    });
    expect(changed.flatMap((bytes) => [...bytes]).length).toBeGreaterThan(1000);
    expect(changed.filter((bytes) => bytes.some((byte) => byte !== 0))).toHaveLength(1);
  });

  it('has one free chunk', () => {
    const memory = memoryOf(component);
    const words = new Words(memory);
    const before = zeroFreeChunks(words);
    keepOneStretch(words);
    const after = zeroFreeChunks(words);
    const gaps = after.filter(({ start }, index) => start > (after[index - 1]?.end ?? start) + 4);
    expect(gaps).toHaveLength(1);
    expect(after.length).toBeGreaterThan(before.length);
  });
});

describe('a memory is refused', () => {
  const startOf = (blocks: readonly Block[], index: number): number => blocks[index]?.start ?? 0;

  const arenaIn = ({ chunks, blocks }: InUse): number => {
    const block = startOf(blocks, 0);
    return chunks.find(({ start, end }) => start < block && block < end)?.start ?? 0;
  };

  it.each<[string, (inUse: InUse) => number, string]>([
    ['a chunk has another size', ({ chunks }) => startOf(chunks, 20) - 4, 'chunk'],
    ['an arena has another size', (all) => arenaIn(all) + 16, 'another size than its list'],
    ['an arena is in no list', (all) => arenaIn(all) + 8, '0 lists of arenas'],
    ['a block has another number', ({ blocks }) => startOf(blocks, 20) - 8, 'a block is not of'],
    ['a block has another size', ({ blocks }) => startOf(blocks, 20) - 6, 'a block is not of'],
  ])('where %s', (_, addressIn, message) => {
    const memory = memoryOf(component);
    const address = addressIn(inUse());
    memory[address] = (memory[address] ?? 0) ^ 0x10;
    expect(() => tidyMemory(memory, script)).toThrow(message);
  });

  it('where no function has a source text of the script', () => {
    expect(() => tidyMemory(memoryOf(component), '')).toThrow('no function has its source text');
  });
});
