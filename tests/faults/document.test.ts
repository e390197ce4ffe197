import { expect, it } from 'vitest';
import { renderFaults } from './fault.js';
import { faults } from './rows/index.js';

it('docs/faults.md says what the tests declare (to write it: npm run faults:document)', async () => {
  await expect(renderFaults(faults)).toMatchFileSnapshot('../../docs/faults.md');
});

it('each fault has a name of its own', () => {
  expect(new Set(faults.map(({ fault }) => fault)).size).toBe(faults.length);
});
