/** Whether deliberate memory errors end in a trap. */
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { programOf } from '../../lib/programs.js';
import { type Context, type Measurement, record, skip } from '../context.js';
import { runVariable } from '../workspace/workspace.js';

/** Programs in the text format of WebAssembly. Each makes one error; what traps does not reach its end. */
const programs: Readonly<Record<'outside' | 'inside', Readonly<Record<string, string>>>> = {
  outside: {
    'reads beyond its memory': '(drop (i32.load (i32.const 65536)))',
    'writes beyond its memory': '(i32.store (i32.const -4) (i32.const 1))',
    'calls through a bad function pointer': '(call_indirect (type $f) (i32.const 7))',
    'recurses without end': '(call $again)',
  },
  inside: {
    // Two buffers of four bytes beside each other; the copy of eight bytes into the first changes the second.
    'overflows a buffer into its neighbour': `
      (i32.store (i32.const 4) (i32.const 7))
      (i64.store (i32.const 0) (i64.const -1))
      (if (i32.eq (i32.load (i32.const 4)) (i32.const 7)) (then unreachable))`,
    // The memory at 8 is given back and given to somebody else; the old pointer still reads it.
    'reads what was given back': `
      (global.set $old (i32.const 8))
      (i32.store (i32.const 8) (i32.const 42))
      (if (i32.ne (i32.load (global.get $old)) (i32.const 42)) (then unreachable))`,
  },
};

/** The programs have no engine in them, so that they count as a contender of their own. */
const contender = { id: 'erring-programs', name: 'Small programs on wasmtime' };

const moduleOf = (body: string): string => `(module
  (type $f (func))
  (memory 1 1)
  (table 1 funcref)
  (global $old (mut i32) (i32.const 0))
  (func $again (call $again))
  (func (export "_start") ${body}))`;

/** @returns whether the program ended before its end. */
const traps = async (body: string, { workspace }: Context): Promise<boolean> => {
  const file = join(workspace.newDirectory(), 'program.wasm');
  const { parse } = await import('@bytecodealliance/jco');
  writeFileSync(file, await parse(moduleOf(body)));
  const env = { ...process.env, [runVariable]: workspace.name };
  try {
    await promisify(execFile)(programOf('wasmtime'), ['run', file], { env });
    return false;
  } catch (error) {
    // Anything else than a trap, such as a program that does not compile, says nothing about memory.
    if (/wasm trap|call stack exhausted/.test(String((error as { stderr?: string }).stderr))) {
      return true;
    }
    throw error;
  }
};

export const errorsCaught: Measurement = {
  id: 'errors-caught',
  title: 'Memory errors',
  kinds: [{ measurement: 'errors-caught', conditions: { reach: ['outside', 'inside'] } }],
  steps: ({ contenders }) => (contenders.some(({ id }) => id === 'wasmtime') ? 1 : 0),
  run: async (context) => {
    if (!context.contenders.some(({ id }) => id === 'wasmtime')) return;
    context.step('Memory errors on wasmtime');
    context.run.contenders.push(contender);
    for (const [reach, errors] of Object.entries(programs)) {
      try {
        const caught: boolean[] = [];
        for (const body of Object.values(errors)) caught.push(await traps(body, context));
        const samples = [caught.filter(Boolean).length / caught.length];
        const identity = { contender: contender.id, conditions: { reach } };
        record(context.run, { measurement: 'errors-caught', ...identity, samples });
      } catch (error) {
        skip(context.run, `Memory errors ${reach} the sandbox`, error);
      }
    }
  },
};
