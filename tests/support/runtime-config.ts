import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, stringify } from 'smol-toml';
import * as z from 'zod/mini';
import { temporaryDirectory } from '../../lib/temporary-directory.js';

const storeOf = <Type extends string, Shape extends z.core.$ZodShape>(type: Type, shape: Shape) =>
  z.strictObject({ type: z.literal(type), ...shape });

/** The store "default" in a runtime configuration of Spin 4, without secrets. */
const runtimeConfigSchema = z.strictObject({
  key_value_store: z.strictObject({
    default: z.discriminatedUnion('type', [
      storeOf('spin', { path: z.string() }),
      storeOf('redis', { url: z.url({ protocol: /^rediss?$/ }) }),
      storeOf('aws_dynamo', {
        region: z.string(),
        table: z.string(),
        consistent_read: z.literal(true),
      }),
    ]),
  }),
});

/** @returns a runtime configuration of this repository. @throws if it is invalid for Spin */
export const readRuntimeConfig = (name: string) =>
  runtimeConfigSchema.parse(parse(readFileSync(`runtimes/spin/${name}`, 'utf8')));

/** @returns the path of a copy of a runtime configuration with changed settings. */
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
