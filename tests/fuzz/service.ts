/** The service under fuzzing: over a store in memory, with every answer checked. */

import { generateDataset } from '../../curation/generated-dataset.js';
import { createApp } from '../../src/app.js';
import { layOut } from '../../src/dataset/revisions/layout.js';
import { createMemoryStore } from '../../src/store/memory-store.js';

/** The token of the service under fuzzing. */
export const token = 'fuzzing';

const dataset = generateDataset(40);

const started = (async () => {
  const errors: string[] = [];
  const app = createApp({
    store: createMemoryStore(),
    bundled: { ...(await layOut(dataset)), version: 1 },
    assets: {},
    log: (level, message, members) => {
      if (level === 'error') errors.push(`${message} ${JSON.stringify(members)}`);
    },
    publishToken: () => token,
    version: '0.0.0-fuzz',
    build: 'fuzz',
    now: () => new Date('2026-01-01T00:00:00Z'),
  });
  return { app, errors };
})();

/** What a request may be made of; what the runtime would refuse by itself is not sent. */
export interface Sending {
  readonly method?: string;
  readonly headers?: readonly (readonly [name: string, value: string])[];
  readonly body?: Uint8Array;
}

/**
 * @returns the answer, or undefined for a request that no HTTP library would pass on
 * @throws if the answer is a server's error, is not what its headers say, or an error was logged
 */
export const ask = async (
  target: string,
  { method = 'GET', headers = [], body }: Sending = {},
): Promise<{ readonly status: number; readonly text: string } | undefined> => {
  const { app, errors } = await started;
  const request = requestOf(target, method, headers, body);
  if (!request) return undefined;
  const response = await app(request);
  const text = await response.text();
  const shown = `${method} ${target.slice(0, 200)} got ${response.status}: ${text.slice(0, 300)}`;
  if (response.status >= 500) throw new Error(`${shown} ${errors.join()}`);
  if (errors.length > 0) throw new Error(`${shown} and logged ${errors.join()}`);
  const type = response.headers.get('content-type') ?? '';
  if (/[/+]json$/.test(type) && text !== '') JSON.parse(text);
  if (response.status >= 400 && !/problem\+json|html/.test(type)) {
    throw new Error(`${shown}. Expected a problem, got ${type}.`);
  }
  return { status: response.status, text };
};

const requestOf = (
  target: string,
  method: string,
  headers: readonly (readonly [string, string])[],
  body: Uint8Array | undefined,
): Request | undefined => {
  try {
    return new Request(`http://fuzz.test${target}`, {
      method,
      headers: headers.map(([name, value]): [string, string] => [name, value]),
      ...(body && { body: new Uint8Array(body) }),
    });
  } catch {
    return undefined;
  }
};
