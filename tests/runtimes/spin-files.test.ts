import { readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { readRuntimeConfig } from '../support/runtime-config.js';

const files = readdirSync('runtimes/spin');

it.each(files)('%s is valid for Spin, and has no secrets', (file) => {
  const store = readRuntimeConfig(file).key_value_store.default;
  if (store.type === 'redis') expect(new URL(store.url).password).toBe('');
});

it('every tested store has a runtime configuration', () => {
  expect(files).toEqual(['redis.toml', 'sqlite.toml']);
});
