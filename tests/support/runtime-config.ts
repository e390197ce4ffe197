import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'smol-toml';
import * as z from 'zod/mini';
import { temporaryDirectory } from '../../lib/temporary-directory.js';

const storeOf = <Type extends string, Shape extends z.core.$ZodShape>(type: Type, shape: Shape) =>
  z.strictObject({ type: z.literal(type), ...shape });

/** The stores that this repository configures as Spin's "default", without secrets. */
const runtimeConfigSchema = z.strictObject({
  key_value_store: z.strictObject({
    default: z.discriminatedUnion('type', [
      storeOf('spin', { path: z.string() }),
      storeOf('redis', { url: z.url({ protocol: /^rediss?$/ }) }),
    ]),
  }),
});

/** @returns a runtime configuration of this repository. @throws if Spin would reject it */
export const readRuntimeConfig = (name: string) =>
  runtimeConfigSchema.parse(parse(readFileSync(`runtimes/spin/${name}`, 'utf8')));

/** @returns the path of a copy of a runtime configuration with other settings for the store. */
export const copyRuntimeConfig = (
  name: string,
  settings: Readonly<Record<string, string>>,
): string => {
  const { key_value_store } = readRuntimeConfig(name);
  const path = join(temporaryDirectory(), name);
  const copy = { key_value_store: { default: { ...key_value_store.default, ...settings } } };
  writeFileSync(path, stringify(runtimeConfigSchema.parse(copy)));
  return path;
};
