import { expect, it } from 'vitest';
import type { Tab } from './chromium.js';
import { describeInBrowser } from './chromium.js';

/** Simulates that the user returns to the tab. */
const comeBack = (tab: Tab) =>
  Promise.all([
    tab.waitForResponse((response) => response.url().endsWith('/v1/meta')),
    tab.evaluate("document.dispatchEvent(new Event('visibilitychange'))"),
  ]);

const notice = (tab: Tab) =>
  tab.getByRole('alert').getByText('Newer takeaways have been published');

describeInBrowser('a page left open', (openTab) => {
  it('shows no notice while its dataset is current', async () => {
    const tab = await openTab();
    await tab.goto('/');
    await comeBack(tab);
    expect(await notice(tab).isVisible()).toBe(false);
  });

  it('shows a notice with a link once its dataset is out of date', async () => {
    const tab = await openTab();
    await tab.goto('/?topic=webassembly');
    await tab.evaluate("document.getElementById('newer').dataset.revision = 'an older one'");
    await comeBack(tab);
    await notice(tab).waitFor();
    await tab.getByRole('link', { name: 'Show them' }).click();
    await notice(tab).waitFor({ state: 'hidden' });
    expect(new URL(tab.url()).search).toBe('?topic=webassembly');
  });
});
