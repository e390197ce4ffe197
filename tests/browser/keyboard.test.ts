import { expect, it } from 'vitest';
import { describeInBrowser, type Tab } from './chromium.js';
import { announced, found, queryOf, searchField, titlesOn } from './explorer-driver.js';

const focusedName = (tab: Tab): Promise<string> =>
  tab.evaluate('(document.activeElement.labels?.[0] ?? document.activeElement).textContent.trim()');

/** Presses Tab until the element with this name has the focus. */
const tabTo = async (tab: Tab, name: RegExp): Promise<void> => {
  for (let presses = 0; presses < 120; presses++) {
    await tab.keyboard.press('Tab');
    if (name.test(await focusedName(tab))) return;
  }
  throw new Error(`Tab never reaches ${name}.`);
};

describeInBrowser('with the keyboard only', (openTab) => {
  it('the first link skips to the content', async () => {
    const tab = await openTab();
    await tab.goto('/claims');
    await tab.keyboard.press('Tab');
    expect(await focusedName(tab)).toBe('Skip to the content');
    await tab.keyboard.press('Enter');
    expect(await tab.evaluate('document.activeElement.id')).toBe('main');
  });

  it('a slash starts a search from anywhere, Space filters, and Enter opens a takeaway', async () => {
    const tab = await openTab();
    await tab.goto('/');
    await tab.keyboard.press('/');
    await tab.keyboard.type('wasm');
    await announced(tab, /for “wasm”/);
    await tabTo(tab, /^Amsterdam 2023/);
    await tab.keyboard.press('Space');
    const { titles, total } = await found('?q=wasm&event=kubecon-eu-2023');
    await announced(tab, `${total} takeaways for “wasm”`);
    expect(await titlesOn(tab)).toEqual(titles);
    await tabTo(tab, new RegExp(`^${titles[0]}$`));
    await tab.keyboard.press('Enter');
    await tab.getByRole('heading', { level: 1, name: titles[0] ?? '' }).waitFor();
  });

  it('Escape clears the search', async () => {
    const tab = await openTab();
    await tab.goto('/?q=wasm');
    await searchField(tab).press('Escape');
    await announced(tab, /takeaways$/);
    expect(await searchField(tab).inputValue()).toBe('');
    expect(queryOf(tab)).toBe('');
  });

  it('a slash in a text field is just a slash', async () => {
    const tab = await openTab();
    await tab.goto('/');
    await searchField(tab).pressSequentially('i/o');
    expect(await searchField(tab).inputValue()).toBe('i/o');
  });

  it('every focused element shows its focus', async () => {
    const tab = await openTab();
    await tab.goto('/');
    for (let presses = 0; presses < 12; presses++) {
      await tab.keyboard.press('Tab');
      const outline = await tab.evaluate('getComputedStyle(document.activeElement).outlineStyle');
      expect(outline, await focusedName(tab)).toBe('solid');
    }
  });
});
