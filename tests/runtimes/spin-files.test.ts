import { readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { readRuntimeConfig } from '../support/runtime-config.js';

const files = readdirSync('runtimes/spin');

it.each(files)('%s is what Spin takes, and has no secret', (file) => {
  const store = readRuntimeConfig(file).key_value_store.default;
  if (store.type === 'redis') expect(new URL(store.url).password).toBe('');
});

it('there is a runtime configuration for each store that the tests run on', () => {
  expect(files).toEqual(['redis.toml', 'sqlite.toml']);
});
