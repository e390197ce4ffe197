import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'smol-toml';
import { expect, it } from 'vitest';
import * as z from 'zod/mini';
import { readRuntimeConfig } from '../support/runtime-config.js';

const providers = 'vault.toml';
const stores = readdirSync('runtimes/spin').filter((file) => file !== providers);

it.each(stores)('%s is valid for Spin, and has no secrets', (file) => {
  const store = readRuntimeConfig(file).key_value_store.default;
  if (store.type === 'redis') expect(new URL(store.url).password).toBe('');
});

it('every tested store has a runtime configuration', () => {
  expect(stores).toEqual(['redis.toml', 'sqlite.toml']);
});

it('the providers of variables have no secrets, and answer what is not secret before Vault is asked', () => {
  const schema = z.object({
    variables_provider: z.array(z.object({ type: z.string(), token: z.optional(z.string()) })),
  });
  const content = parse(readFileSync(`runtimes/spin/${providers}`, 'utf8'));
  const { variables_provider: all } = schema.parse(content);
  expect(all.map(({ type }) => type)).toEqual(['env', 'static', 'vault']);
  expect(all.map(({ token }) => token || undefined)).toEqual([undefined, undefined, undefined]);
});
