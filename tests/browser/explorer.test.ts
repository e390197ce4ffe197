import { expect, it } from 'vitest';
import { describeInBrowser } from './chromium.js';
import { announced, filter, found, queryOf, searchField, titlesOn } from './explorer-driver.js';

describeInBrowser('the explorer', (openTab) => {
  it('searches while typing, and announces the number of results', async () => {
    const tab = await openTab();
    await tab.goto('/');
    await searchField(tab).pressSequentially('wasmcloud');
    const { titles, total } = await found('?q=wasmcloud');
    await announced(tab, `${total} takeaways for “wasmcloud”`);
    expect(titles.length).toBeGreaterThan(0);
    expect(await titlesOn(tab)).toEqual(titles);
    expect(queryOf(tab)).toBe('?q=wasmcloud');
    expect(await tab.title()).toBe('“wasmcloud” – Takeaways');
  });

  it('adds one history entry for continuous typing', async () => {
    const tab = await openTab();
    await tab.goto('/');
    await searchField(tab).fill('cilium');
    await announced(tab, /for “cilium”/);
    await searchField(tab).fill('spin');
    await announced(tab, /for “spin”/);
    await tab.goBack();
    await announced(tab, /takeaways$/);
    expect(queryOf(tab)).toBe('');
    expect(await searchField(tab).inputValue()).toBe('');
    await tab.goForward();
    await announced(tab, /for “spin”/);
    expect(await searchField(tab).inputValue()).toBe('spin');
  });

  it('filters without reloading the page, and keeps the focus', async () => {
    const tab = await openTab();
    await tab.goto('/');
    await tab.evaluate('window.untouched = true');
    const webassembly = filter(tab, 'WebAssembly').first();
    await webassembly.check();
    await filter(tab, 'Valencia 2022').check();
    const query = '?topic=webassembly&event=kubecon-eu-2022';
    const { titles, total } = await found(query);
    await announced(tab, `${total} takeaways`);
    expect(await titlesOn(tab)).toEqual(titles);
    expect(queryOf(tab)).toBe(query);
    expect(await tab.evaluate('window.untouched')).toBe(true);
    expect(await tab.evaluate('document.activeElement.value')).toBe('kubecon-eu-2022');
  });

  it('shows the number of results of each filter', async () => {
    const tab = await openTab();
    await tab.goto('/?topic=webassembly');
    const { total } = await found('?topic=webassembly&event=kubecon-eu-2023');
    await tab.getByRole('checkbox', { name: `Amsterdam 2023 ${total}`, exact: true }).check();
    await announced(tab, `${total} takeaways`);
  });

  it('removes a filter, or all of them', async () => {
    const tab = await openTab();
    await tab.goto('/?q=wasm&topic=webassembly&event=kubecon-eu-2024');
    await tab.getByRole('link', { name: 'Remove filter Paris 2024' }).click();
    await announced(
      tab,
      `${(await found('?q=wasm&topic=webassembly')).total} takeaways for “wasm”`,
    );
    expect(queryOf(tab)).toBe('?q=wasm&topic=webassembly');
    await tab.goBack();
    await tab.getByRole('link', { name: 'Clear all' }).click();
    await announced(tab, `${(await found('')).total} takeaways`);
    expect(await searchField(tab).inputValue()).toBe('');
  });

  it('opens a takeaway and returns to the same results', async () => {
    const tab = await openTab();
    await tab.goto('/');
    await searchField(tab).fill('sidecar');
    await announced(tab, /for “sidecar”/);
    const [first = ''] = await titlesOn(tab);
    await tab.getByRole('link', { name: first, exact: true }).click();
    await tab.getByRole('heading', { level: 1, name: first, exact: true }).waitFor();
    await tab.goBack();
    await announced(tab, /for “sidecar”/);
    expect((await titlesOn(tab))[0]).toBe(first);
    expect(await searchField(tab).inputValue()).toBe('sidecar');
  });

  it('turns pages and scrolls to the start', async () => {
    const tab = await openTab();
    await tab.goto('/?limit=5');
    const first = await titlesOn(tab);
    await tab.getByRole('link', { name: 'Next →' }).click();
    await tab.getByText(/^6–10 of/).waitFor();
    const second = await titlesOn(tab);
    expect([...first, ...second]).toEqual((await found('?limit=10')).titles);
    expect(await tab.evaluate('document.activeElement.id')).toBe('results');
    await tab.getByRole('link', { name: '← Previous' }).click();
    await tab.getByText(/^1–5 of/).waitFor();
    expect(await titlesOn(tab)).toEqual(first);
  });

  it('sorts the results', async () => {
    const tab = await openTab();
    await tab.goto('/');
    await tab.getByLabel('Order').selectOption('Oldest first');
    await expect.poll(() => titlesOn(tab)).toEqual((await found('?sort=event')).titles);
    expect(queryOf(tab)).toBe('?sort=event');
  });

  it('shows the same for an address as for the actions that led to it', async () => {
    const tab = await openTab();
    await tab.goto('/');
    await searchField(tab).fill('wasm');
    await announced(tab, /for “wasm”/);
    await filter(tab, 'Kubernetes').last().check();
    await announced(
      tab,
      `${(await found('?q=wasm&technology=kubernetes')).total} takeaways for “wasm”`,
    );
    const other = await openTab();
    await other.goto(tab.url());
    expect(await titlesOn(other)).toEqual(await titlesOn(tab));
    expect(await searchField(other).inputValue()).toBe('wasm');
    expect(await filter(other, 'Kubernetes').last().isChecked()).toBe(true);
    expect(await other.title()).toBe(await tab.title());
  });

  it('shows the results of the last input, even if an earlier response arrives later', async () => {
    let overtake = () => {};
    const overtaken = new Promise<void>((resolve) => {
      overtake = resolve;
    });
    const tab = await openTab();
    await tab.goto('/');
    await tab.route(/q=cilium/, async (route) => {
      await overtaken;
      await route.continue().catch(() => {});
    });
    await searchField(tab).fill('cilium');
    await tab.waitForRequest(/q=cilium/);
    await searchField(tab).fill('wasm');
    await announced(tab, /for “wasm”/);
    overtake();
    await tab.waitForTimeout(200);
    expect(queryOf(tab)).toBe('?q=wasm');
    expect(await titlesOn(tab)).toEqual((await found('?q=wasm')).titles);
  });

  it('explains an invalid search and continues with the next', async () => {
    const tab = await openTab();
    await tab.goto('/');
    await searchField(tab).fill('one two three four five six seven eight nine ten');
    await announced(tab, 'The request is not valid');
    expect(await tab.getByText(/at most 8 different words/).isVisible()).toBe(true);
    await searchField(tab).fill('wasm');
    await announced(tab, /for “wasm”/);
  });

  it('reports that the server does not respond', async () => {
    const tab = await openTab();
    await tab.goto('/');
    await tab.route(/q=/, (route) => route.abort());
    await searchField(tab).fill('wasm');
    await announced(tab, 'The server did not respond. Try again.');
  });

  it('reports that nothing matches, and links back', async () => {
    const tab = await openTab();
    await tab.goto('/');
    await searchField(tab).fill('xyzzyqwv');
    await announced(tab, '0 takeaways for “xyzzyqwv”');
    await tab.getByRole('link', { name: 'Show all takeaways' }).click();
    await announced(tab, /takeaways$/);
    expect(queryOf(tab)).toBe('');
  });
});
