import { expect, it } from 'vitest';
import { renderFaults } from './fault.js';
import { rows } from './rows/index.js';

it('docs/faults.md says what the tests declare (to write it: npm run faults:document)', async () => {
  await expect(renderFaults(rows)).toMatchFileSnapshot('../../docs/faults.md');
});

it('each fault has a name of its own', () => {
  expect(new Set(rows.map(({ fault }) => fault)).size).toBe(rows.length);
});
