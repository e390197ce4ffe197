import axe from 'axe-core';
import { expect, inject, it } from 'vitest';
import { makeAssets } from '../../engine/assets/assets.js';
import { createApp } from '../../src/app.js';
import { layOut } from '../../src/dataset/revisions/layout.js';
import { createMemoryStore } from '../../src/store/memory-store.js';
import { measuredDataset } from '../support/measured-dataset.js';
import { describeInBrowser, type Tab } from './chromium.js';
import { violations } from './violations.js';

/** Replaces the server's claims page with that of a dataset with measurements. */
const openMeasured = async (tab: Tab): Promise<void> => {
  const address = `${inject('baseUrl')}/claims`;
  const app = createApp({
    store: createMemoryStore(),
    bundled: { ...(await layOut(measuredDataset())), version: 1 },
    assets: await makeAssets(),
    log: () => {},
    version: '0.0.0-test',
    build: 'test',
    now: () => new Date(),
  });
  const response = await app(new Request(address, { headers: { accept: 'text/html' } }));
  const body = await response.text();
  await tab.route(address, (route) =>
    route.fulfill({ status: 200, headers: Object.fromEntries(response.headers), body }),
  );
  await tab.goto('/claims');
};

describeInBrowser('the claims page', (openTab) => {
  for (const colorScheme of ['light', 'dark'] as const) {
    it(`plots measurements without axe violations, ${colorScheme}`, async () => {
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

  it('draws the threshold to the scale of the bars, and has the same numbers in a table', async () => {
    const tab = await openTab({ javaScriptEnabled: false });
    await openMeasured(tab);
    const figure = tab.locator('#image-size figure').first();
    const [spin = 0, container = 0] = await figure
      .locator('rect')
      .evaluateAll((bars) => bars.map((bar) => bar.getBoundingClientRect().width));
    const plot = await figure.getByRole('img').boundingBox();
    const threshold = await figure.locator('.threshold line').boundingBox();
    // 4 MB and 58.5 MB; the threshold is a fiftieth of 58.5 MB.
    expect(container / spin).toBeCloseTo(58.5 / 4, 0);
    expect(((threshold?.x ?? 0) - (plot?.x ?? 0)) / spin).toBeCloseTo(58.5 / 50 / 4, 1);
    await expect(figure.getByRole('row').allInnerTexts()).resolves.toEqual([
      expect.stringContaining('95% interval'),
      expect.stringMatching(/^Wasm on Spin\s+4 MB\s+none\s+1\s+fails 14.6 times$/),
      expect.stringMatching(/^Node container \(baseline\)\s+58.5 MB\s+none\s+1\s*$/),
    ]);
  });

  it('begins with a grid whose words lead to their numbers, without a script', async () => {
    const tab = await openTab({ javaScriptEnabled: false });
    await openMeasured(tab);
    const row = tab.locator('.grid tr', { hasText: 'starts faster than a container' });
    await expect(row.getByRole('cell').first().innerText()).resolves.toBe('Refuted');
    const word = row.getByRole('link', { name: 'fails for Wasm on Spin: the numbers' });
    await expect(word.innerText()).resolves.toBe('fails');
    const target = (await word.getAttribute('href')) ?? '';
    await expect(tab.locator(target).innerText()).resolves.toMatch(/^Wasm on Spin\s+\d+ ms/);
  });

  it('draws what a start consists of as stacked bars, with the same numbers in a table', async () => {
    const tab = await openTab({ javaScriptEnabled: false });
    await openMeasured(tab);
    const figure = tab.locator('#anatomy figure').first();
    const widths = await figure
      .locator('.stacks rect')
      .evaluateAll((bars) => bars.map((bar) => bar.getBoundingClientRect().width));
    expect((widths[1] ?? 0) / (widths[0] ?? 1)).toBeCloseTo(5, 0);
    await expect(figure.getByRole('row').count()).resolves.toBe(3);
  });

  it('fits a phone with all measurements', async () => {
    const phone = { width: 360, height: 740 };
    const tab = await openTab({ viewport: phone });
    await openMeasured(tab);
    expect(await tab.evaluate('document.documentElement.scrollWidth')).toBe(phone.width);
    await tab.locator('#near-native-speed').scrollIntoViewIfNeeded();
    await tab.screenshot({ path: 'dist/screenshots/claims-measured-phone.png' });
  });

  it('links a claim to a takeaway that makes it, and back', async () => {
    const tab = await openTab();
    await tab.goto('/claims#cold-start');
    const claim = tab.locator('#cold-start');
    await claim.getByRole('link', { name: /cold start/i }).click();
    await tab.getByRole('link', { name: /starts cold in an instant/ }).click();
    await tab.waitForURL(/\/claims#cold-start$/);
  });
});
