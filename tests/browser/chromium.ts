/** Runs pages of the server under test in a real Chromium. */
import { accessSync, constants } from 'node:fs';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, inject, onTestFinished } from 'vitest';

const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';

const flags =
  '--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync';

const isInstalled = (): boolean => {
  try {
    accessSync(executablePath, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

/** A page and its errors so far. */
export interface Tab extends Page {
  /** Console errors, including policy violations, and uncaught errors. */
  readonly complaints: readonly string[];
}

/** @returns a new tab, which is closed after the test. */
export type OpenTab = (options?: BrowserContextOptions) => Promise<Tab>;

/**
 * Declares tests that need a browser. Without one they are skipped, and their name says so.
 *
 * @param name the name of the suite
 * @param declare declares the tests
 */
export const describeInBrowser = (name: string, declare: (openTab: OpenTab) => void): void => {
  if (!isInstalled()) {
    describe.skip(`${name} (SKIPPED: ${executablePath} is missing; run: apt-get install -y chromium)`, () =>
      declare(() => Promise.reject(new Error('There is no browser.'))));
    return;
  }
  describe(name, () => {
    let browser: Browser;
    beforeAll(async () => {
      browser = await chromium.launch({ executablePath, args: flags.split(' ') });
    });
    afterAll(() => browser.close());
    declare(async (options = {}) => {
      const context = await browser.newContext({ baseURL: inject('baseUrl'), ...options });
      onTestFinished(() => context.close());
      const page = await context.newPage();
      const complaints: string[] = [];
      page.on('console', (message) => {
        if (message.type() === 'error') complaints.push(message.text());
      });
      page.on('pageerror', (error) => complaints.push(error.message));
      return Object.assign(page, { complaints });
    });
  });
};
