import { mkdirSync } from 'node:fs';
import axe from 'axe-core';
import { expect, it } from 'vitest';
import { describeInBrowser } from './chromium.js';
import { violations } from './violations.js';

const pages = {
  explorer: '/',
  search: '/?q=wasm&topic=webassembly&technology=spin',
  'nothing-found': '/?q=xyzzyqwv',
  takeaway: '/takeaways/kubernetes-ten-years-figures',
  'takeaway-with-note': '/takeaways/spin-cuts-memory',
  'takeaway-of-a-talk': '/takeaways/iac-panel-points',
  technology: '/technologies/kubernetes',
  topic: '/topics/security',
  talk: '/talks/the-iac-evolution',
  event: '/events/kubecon-eu-2024',
  person: '/people/solomon-hykes',
  claims: '/claims',
  problem: '/?topic=servce-mesh',
  docs: '/docs',
};

const screenshots = 'dist/screenshots';
const phone = { width: 360, height: 740 };

describeInBrowser('every page', (openTab) => {
  mkdirSync(screenshots, { recursive: true });

  for (const [name, path] of Object.entries(pages)) {
    for (const colorScheme of ['light', 'dark'] as const) {
      it(`${name} has no axe violations, ${colorScheme}`, async () => {
        const tab = await openTab({ colorScheme });
        await tab.goto(path);
        await tab.evaluate(axe.source);
        expect(violations(await tab.evaluate('axe.run()'))).toEqual([]);
        await tab.screenshot({ path: `${screenshots}/${name}-${colorScheme}.png` });
      });
    }

    it(`${name} fits a phone`, async () => {
      const tab = await openTab({ viewport: phone });
      await tab.goto(path);
      expect(await tab.evaluate('document.documentElement.scrollWidth')).toBe(phone.width);
      await tab.screenshot({ path: `${screenshots}/${name}-phone.png` });
    });

    it.skipIf(name === 'problem')(`${name} keeps to its content security policy`, async () => {
      const tab = await openTab();
      await tab.goto(path, { waitUntil: 'networkidle' });
      expect(tab.complaints).toEqual([]);
    });
  }

  it('the explorer keeps to its content security policy while it is used', async () => {
    const tab = await openTab();
    await tab.goto('/');
    await tab.getByRole('searchbox').fill('wasm');
    await tab.getByRole('status').getByText(/wasm/).waitFor();
    expect(tab.complaints).toEqual([]);
  });
});
