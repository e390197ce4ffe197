/**
 * The server under test: the one at BASE_URL, or the built component on the local host, on a free port
 * and with its own store.
 */
import type { TestProject } from 'vitest/node';
import { HostProcess } from '../../harness/local-host.js';

declare module 'vitest' {
  interface ProvidedContext {
    baseUrl: string;
    /** Whether it was started for these tests and so serves data/. */
    isOurs: boolean;
    /** The Spin manifest of the component, which says the engine in it. */
    manifest: string;
  }
}

export default async ({ provide, config }: TestProject): Promise<() => Promise<void>> => {
  const given = givenBaseUrl();
  const from = config.env.TAKEAWAYS_MANIFEST ?? 'spin.toml';
  const host = given ? undefined : await HostProcess.start({ from, args: ['--quiet'] });
  provide('manifest', from);
  const baseUrl = given ?? host?.url ?? '';
  provide('isOurs', !given);
  provide('baseUrl', baseUrl);
  provide('openApi', await (await fetch(`${baseUrl}/openapi.json`)).text());
  return async () => {
    await host?.stop();
  };
};

const givenBaseUrl = (): string | undefined => {
  const given = process.env.BASE_URL;
  // If it is unset, Vitest sets it to the base URL of Vite.
  if (!given || given === '/') return undefined;
  if (!/^https?:\/\/[^/]+\/?$/.test(given)) {
    throw new Error(
      `Expected BASE_URL without a path, for example http://127.0.0.1:3000. Got ${given}.`,
    );
  }
  return new URL(given).origin;
};
