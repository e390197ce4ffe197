/** The explorer as its users see it, and the expected results from the API. */
import type { Locator } from 'playwright-core';
import { inject } from 'vitest';
import { schemas } from '../../src/api/api-schemas.js';
import type { Tab } from './chromium.js';

/** @returns the search field. */
export const searchField = (tab: Tab): Locator =>
  tab.getByRole('searchbox', { name: 'Search takeaways' });

/** @returns the filter with this name and any count. */
export const filter = (tab: Tab, name: string): Locator =>
  tab.getByRole('checkbox', { name: new RegExp(`^${name} \\d+$`) });

/** @returns the titles of the visible takeaways. */
export const titlesOn = (tab: Tab): Promise<string[]> =>
  tab.getByRole('article').getByRole('heading').allTextContents();

/** Waits for this announcement of the results. */
export const announced = (tab: Tab, words: string | RegExp): Promise<void> =>
  tab.getByRole('status').getByText(words).waitFor();

/** @returns the query of the tab's address. */
export const queryOf = (tab: Tab): string => new URL(tab.url()).search;

/** @returns the results of the API for a query. */
export const found = async (query: string): Promise<{ titles: string[]; total: number }> => {
  const response = await fetch(`${inject('baseUrl')}/v1/takeaways${query}`);
  const { data, page } = schemas.TakeawayPage.parse(await response.json());
  return { titles: data.map(({ title = '' }) => title), total: page.total };
};
