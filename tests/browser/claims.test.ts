import axe from 'axe-core';
import { expect, inject, it } from 'vitest';
import { createApp } from '../../src/app.js';
import { layOut } from '../../src/dataset/layout.js';
import { createMemoryStore } from '../../src/store/memory.js';
import { makeAssets } from '../../tools/assets.js';
import { measuredDataset } from '../support/measured-dataset.js';
import { describeInBrowser, type Tab } from './chromium.js';
import { violations } from './violations.js';

/** Puts the claims board of a dataset with measurements in place of the server's. */
const openMeasured = async (tab: Tab): Promise<void> => {
  const address = `${inject('baseUrl')}/claims`;
  const app = createApp({
    store: createMemoryStore(),
    bundled: { ...(await layOut(measuredDataset())), version: 1 },
    assets: await makeAssets(),
    log: () => {},
    version: '0.0.0-test',
    now: () => new Date(),
  });
  const response = await app(new Request(address, { headers: { accept: 'text/html' } }));
  const body = await response.text();
  await tab.route(address, (route) =>
    route.fulfill({ status: 200, headers: Object.fromEntries(response.headers), body }),
  );
  await tab.goto('/claims');
};

describeInBrowser('the claims board', (openTab) => {
  for (const colorScheme of ['light', 'dark'] as const) {
    it(`plots what was measured, and axe finds nothing wrong with it, ${colorScheme}`, async () => {
      const tab = await openTab({ colorScheme, viewport: { width: 1280, height: 1300 } });
      await openMeasured(tab);
      const plot = tab.getByRole('img', { name: /^A process, .*; Wasm on Spin: [\d.]+ ms; Node/ });
      const widths = await plot
        .locator('rect')
        .evaluateAll((bars) => bars.map((bar) => bar.getBoundingClientRect().width));
      expect((widths[0] ?? 0) / (widths[1] ?? 1)).toBeCloseTo(2, 0);
      await tab.evaluate(axe.source);
      expect(violations(await tab.evaluate('axe.run()'))).toEqual([]);
      await tab.screenshot({ path: `dist/screenshots/claims-measured-${colorScheme}.png` });
    });
  }

  it('leads from a claim to a takeaway that makes it, and back', async () => {
    const tab = await openTab();
    await tab.goto('/claims#cold-start');
    const claim = tab.locator('#cold-start');
    await claim.getByRole('link', { name: /cold start/i }).click();
    await tab.getByRole('link', { name: 'A Wasm workload starts cold in an instant.' }).click();
    await tab.waitForURL(/\/claims#cold-start$/);
  });
});
