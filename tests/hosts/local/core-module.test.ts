import { parse } from '@bytecodealliance/jco';
import { describe, expect, test } from 'vitest';
import { memoryImport, separateMemory } from '../../../hosts/local/guest/core-module.js';

const module = (fields: string) => parse(`(module ${fields})`);

describe('a module with memory and data', () => {
  const fields = `
    (import "env" "add" (func $add (param i32) (result i32)))
    (memory (export "memory") 1 300)
    (data (i32.const 8) "\\01\\02")
    (data (i32.const 65535) "\\ff")
    (func (export "read") (param i32) (result i32) (call $add (i32.load8_u (local.get 0))))`;
  const imports = { env: { add: (value: number) => value + 1 } };

  test('works with a used memory that has been overwritten with the image', async () => {
    const separated = separateMemory(await module(fields));
    if (!separated) throw new Error('The module was not separated.');
    const memory = new WebAssembly.Memory({ initial: 1, maximum: 300 });
    new Uint8Array(memory.buffer).fill(7).set(separated.image);
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(separated.code), {
      ...imports,
      [memoryImport.module]: { [memoryImport.name]: memory },
    });
    expect(exports.memory).toBe(memory);
    const read = exports.read as (address: number) => number;
    expect([0, 8, 9, 10, 65_535].map(read)).toEqual([1, 2, 3, 1, 256]);
  });

  test('has an image of the size of its memory', async () => {
    expect(separateMemory(await module(fields))?.image).toHaveLength(65_536);
  });
});

test.each([
  ['without memory', '(func)'],
  ['without data', '(memory 1)'],
  ['with an imported memory', '(import "a" "b" (memory 1)) (data (i32.const 0) "x")'],
  ['with passive data', '(memory 1) (data "x")'],
  ['that drops its data', '(memory 1) (data $d (i32.const 0) "x") (func (data.drop $d))'],
])('a module %s is not separated', async (_, fields) => {
  expect(separateMemory(await module(fields))).toBeUndefined();
});
