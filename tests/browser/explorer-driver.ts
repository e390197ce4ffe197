/** The explorer as its users see it, and what the API says that they should see. */
import type { Locator } from 'playwright-core';
import { inject } from 'vitest';
import { schemas } from '../../src/api/api-schemas.js';
import type { Tab } from './chromium.js';

/** @returns the search field. */
export const searchField = (tab: Tab): Locator =>
  tab.getByRole('searchbox', { name: 'Search takeaways' });

/** @returns the filter that is called so, whatever its count. */
export const filter = (tab: Tab, name: string): Locator =>
  tab.getByRole('checkbox', { name: new RegExp(`^${name} \\d+$`) });

/** @returns the titles of the takeaways in sight. */
export const titlesOn = (tab: Tab): Promise<string[]> =>
  tab.getByRole('article').getByRole('heading').allTextContents();

/** Waits until the results are announced in these words. */
export const announced = (tab: Tab, words: string | RegExp): Promise<void> =>
  tab.getByRole('status').getByText(words).waitFor();

/** @returns the query of the address that the tab shows. */
export const queryOf = (tab: Tab): string => new URL(tab.url()).search;

/** @returns what the API finds for the same query. */
export const found = async (query: string): Promise<{ titles: string[]; total: number }> => {
  const response = await fetch(`${inject('baseUrl')}/v1/takeaways${query}`);
  const { data, page } = schemas.TakeawayPage.parse(await response.json());
  return { titles: data.map(({ title = '' }) => title), total: page.total };
};
