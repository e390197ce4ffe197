import { expect, it } from 'vitest';
import { describeInBrowser } from './chromium.js';
import { filter, found, searchField, titlesOn } from './explorer-driver.js';

const withoutScript = { javaScriptEnabled: false };

describeInBrowser('without JavaScript', (openTab) => {
  it('searching works, and empty fields are ignored', async () => {
    const tab = await openTab(withoutScript);
    await tab.goto('/');
    await searchField(tab).fill('sidecar');
    await searchField(tab).press('Enter');
    await tab.waitForURL(/q=sidecar/);
    expect(tab.url()).toContain('sort=');
    expect(await titlesOn(tab)).toEqual((await found('?q=sidecar')).titles);
    expect(await searchField(tab).inputValue()).toBe('sidecar');
  });

  it('filters can be applied and removed', async () => {
    const tab = await openTab(withoutScript);
    await tab.goto('/?q=wasm');
    await filter(tab, 'Paris 2024').check();
    await tab.getByRole('button', { name: 'Apply filters' }).click();
    await tab.waitForURL(/event=/);
    expect(await titlesOn(tab)).toEqual((await found('?q=wasm&event=kubecon-eu-2024')).titles);
    expect(await filter(tab, 'Paris 2024').isChecked()).toBe(true);
    await tab.getByRole('link', { name: 'Remove filter Paris 2024' }).click();
    expect(await titlesOn(tab)).toEqual((await found('?q=wasm')).titles);
  });

  it('filters work on a phone, where they are collapsed', async () => {
    const tab = await openTab({ ...withoutScript, viewport: { width: 360, height: 740 } });
    await tab.goto('/');
    expect(await filter(tab, 'Paris 2024').isVisible()).toBe(false);
    await tab.getByText('Filters', { exact: true }).click();
    await filter(tab, 'Paris 2024').check();
    await tab.getByRole('button', { name: 'Apply filters' }).click();
    await tab.waitForURL(/event=/);
    expect(await titlesOn(tab)).toEqual((await found('?event=kubecon-eu-2024')).titles);
  });

  it('turning pages, opening a takeaway and going back work', async () => {
    const tab = await openTab(withoutScript);
    await tab.goto('/?topic=webassembly&limit=4');
    await tab.getByRole('link', { name: 'Next →' }).click();
    const { titles } = await found('?topic=webassembly&limit=8');
    expect(await titlesOn(tab)).toEqual(titles.slice(4));
    await tab.getByRole('link', { name: titles[4] ?? '', exact: true }).click();
    await tab.getByRole('heading', { level: 1, name: titles[4] ?? '' }).waitFor();
    await tab.goBack();
    expect(await titlesOn(tab)).toEqual(titles.slice(4));
  });

  it('links lead from a takeaway to its talk, a speaker and the topic', async () => {
    const tab = await openTab(withoutScript);
    await tab.goto('/takeaways/iac-panel-points');
    await tab.getByRole('link', { name: 'The IaC Evolution' }).click();
    await tab.waitForURL('**/talks/the-iac-evolution');
    await tab.getByRole('link', { name: 'Solomon Hykes' }).first().click();
    await tab.waitForURL('**/people/solomon-hykes');
    expect(await titlesOn(tab)).toEqual((await found('?person=solomon-hykes')).titles);
    await tab.getByRole('link', { name: 'WebAssembly', exact: true }).first().click();
    await tab.waitForURL('**/topics/webassembly');
  });

  it('an invalid address gets an explanation and its status', async () => {
    const tab = await openTab(withoutScript);
    const response = await tab.goto('/?topic=servce-mesh');
    expect(response?.status()).toBe(400);
    expect(await tab.getByText(/Unknown topic "servce-mesh"/).isVisible()).toBe(true);
    const missing = await tab.goto('/takeaways/nothing-like-it');
    expect(missing?.status()).toBe(404);
    expect(await tab.getByText(/No takeaway has the id/).isVisible()).toBe(true);
    const nowhere = await tab.goto('/nowhere');
    expect(nowhere?.status()).toBe(404);
  });
});
