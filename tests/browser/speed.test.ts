import { expect, inject, it } from 'vitest';
import { describeInBrowser } from './chromium.js';

/** The size limit of the first view, uncompressed: page, styles, script and icon. */
const byteBudget = 60_000;
/** The limit for the median largest contentful paint, in milliseconds. */
const paintBudget = 1000;
const loads = 5;

const largestPaint = `new Promise((resolve) => {
  new PerformanceObserver((list) => resolve(list.getEntries().at(-1).startTime))
    .observe({ type: 'largest-contentful-paint', buffered: true });
})`;

/** The size of a resource, as served to a browser. */
const sizeOf = async (url: string): Promise<number> =>
  (await (await fetch(url, { headers: { accept: 'text/html,*/*;q=0.8' } })).arrayBuffer())
    .byteLength;

describeInBrowser('the first view', (openTab) => {
  it(`is at most ${byteBudget} bytes`, async () => {
    const tab = await openTab();
    // Browsers load the icon at any time, and not always observably.
    const urls = new Set([`${inject('baseUrl')}/favicon.svg`]);
    tab.on('response', (response) => urls.add(response.url()));
    await tab.goto('/', { waitUntil: 'networkidle' });
    const sizes = await Promise.all([...urls].map(sizeOf));
    const total = sizes.reduce((sum, size) => sum + size, 0);
    console.info(`First view: ${total} bytes (${sizes.join(' + ')})`);
    expect(sizes).toHaveLength(4);
    expect(total).toBeLessThanOrEqual(byteBudget);
  });

  it(`is painted within ${paintBudget} ms`, async () => {
    const times: number[] = [];
    for (let load = 0; load < loads; load++) {
      const tab = await openTab();
      await tab.goto('/');
      times.push(await tab.evaluate<number>(largestPaint));
    }
    times.sort((one, other) => one - other);
    console.info(`Largest paint: ${times.map(Math.round).join(', ')} ms`);
    expect(times[Math.floor(loads / 2)]).toBeLessThan(paintBudget);
  });
});
