import { expect, it } from 'vitest';
import { describeInBrowser, type Tab } from './chromium.js';

const field = (tab: Tab) => tab.getByRole('searchbox', { name: 'Search takeaways' });
const titles = (tab: Tab) => tab.locator('.takeaways h2').allTextContents();
const status = (tab: Tab) => tab.getByRole('status');
const box = (tab: Tab, name: RegExp) => tab.getByRole('checkbox', { name });

/** Waits until the results are announced in these words. */
const announced = (tab: Tab, words: string) => status(tab).getByText(words, { exact: true }).waitFor();

const query = (tab: Tab) => new URL(tab.url()).search;

describeInBrowser('the explorer', (openTab) => {
  it('finds what is typed, while it is typed', async () => {
    const tab = await openTab();
    await tab.goto('/');
    await field(tab).pressSequentially('wasmcloud');
    await announced(tab, '2 takeaways for “wasmcloud”');
    expect(await titles(tab)).toHaveLength(2);
    expect(query(tab)).toBe('?q=wasmcloud');
    expect(await tab.title()).toBe('“wasmcloud” – Takeaways');
  });
});
