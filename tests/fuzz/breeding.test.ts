import { runInThisContext } from 'node:vm';
import { createInstrumenter } from 'istanbul-lib-instrument';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../curation/verdicts/random.js';
import { coverageVariable, createCoverage } from './coverage.js';
import { mutate } from './mutate.js';

/** Something that only an input beginning with five certain bytes breaks. */
const source = `(data) => {
  if (data[0] === 0x42) if (data[1] === 0x52) if (data[2] === 0x45) if (data[3] === 0x44)
    if (data[4] === 0x21) throw new Error('found');
}`;

/** @returns after how many inputs the function above was broken; undefined if it was not. */
const breed = (guided: boolean, maxRuns: number): number | undefined => {
  const instrumenter = createInstrumenter({ coverageVariable, esModules: false });
  const code = instrumenter.instrumentSync(`globalThis.__target__ = ${source}`, 'target.js');
  runInThisContext(code);
  const { __target__: target } = globalThis as unknown as { __target__: (data: Buffer) => void };
  const coverage = createCoverage();
  const random = createRandom(1);
  const inputs: Buffer[] = [Buffer.from('aaaaaaaa')];
  for (let run = 1; run <= maxRuns; run++) {
    const parent = inputs[Math.floor(random() * inputs.length)] ?? Buffer.alloc(1);
    const input = mutate(parent, { random, tokens: [], other: parent, maxBytes: 64 });
    try {
      target(input);
    } catch {
      return run;
    }
    if (coverage() > 0 && guided) inputs.push(input);
  }
  return undefined;
};

describe('inputs that are bred for new coverage', () => {
  it('get past one condition after the other', () => {
    expect(breed(true, 200_000)).toBeLessThan(200_000);
  });

  it('would not without that', () => {
    expect(breed(false, 200_000)).toBeUndefined();
  });
});
