import { parse } from '@bytecodealliance/jco';
import { expect, it } from 'vitest';
import { createSnapshot, exposeGlobals } from '../../engine/starlingmonkey/snapshot.js';

const source = `(module
  (memory (export "memory") 1)
  (global $small (mut i32) (i32.const 1))
  (global $constant i32 (i32.const 7))
  (global $large (mut i64) (i64.const 1))
  (data (i32.const 0) "first")
  (func (export "initialize")
    (drop (memory.grow (i32.const 1)))
    (i32.store8 (i32.const 4) (i32.const 0))
    (i32.store8 (i32.const 131071) (i32.const 255))
    (global.set $small (i32.const -65))
    (global.set $large (i64.const 0x7fffffffffffffff)))
  (func (export "small") (result i32) (global.get $small))
  (func (export "constant") (result i32) (global.get $constant))
  (func (export "large") (result i64) (global.get $large)))`;

const instantiate = async (module: Uint8Array<ArrayBuffer>) =>
  (await WebAssembly.instantiate(module)).instance.exports;
const call = (exports: WebAssembly.Exports, name: string): unknown =>
  (exports[name] as () => unknown)();

it('a snapshot has the state of the instance, without its initialization function', async () => {
  const module = await parse(source);
  const exports = await instantiate(Buffer.from(exposeGlobals(module)));
  call(exports, 'initialize');
  const snapshot = await instantiate(Buffer.from(createSnapshot(module, exports, ['initialize'])));

  expect(Object.keys(snapshot)).toEqual(['memory', 'small', 'constant', 'large']);
  expect(call(snapshot, 'small')).toBe(-65);
  expect(call(snapshot, 'constant')).toBe(7);
  expect(call(snapshot, 'large')).toBe(0x7fffffffffffffffn);
  const memory = (from: WebAssembly.Exports) =>
    Buffer.from((from.memory as WebAssembly.Memory).buffer);
  expect(memory(snapshot).equals(memory(exports))).toBe(true);
});
