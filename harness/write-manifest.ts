import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse, stringify } from 'smol-toml';
import * as z from 'zod';

/** A component and its route. */
export interface SpinApp {
  readonly name: string;
  readonly route: string;
  readonly wasm: string;
}

/** The part of this project's manifest that is used here. */
const manifestSchema = z.looseObject({
  component: z.object({ takeaways: z.looseObject({ build: z.unknown() }) }),
});

/** Writes this project's manifest for another component file. */
export const writeServiceManifest = (directory: string, wasm: string): string =>
  writeSpinManifest(directory, [{ name: 'takeaways', route: '/...', wasm }]);

/**
 * Writes a manifest that grants each component what this project's manifest grants the service, with a shared store.
 *
 * @returns its path
 */
export const writeSpinManifest = (directory: string, apps: readonly SpinApp[]): string => {
  const own = manifestSchema.parse(parse(readFileSync('spin.toml', 'utf8')));
  const { build: _, ...granted } = own.component.takeaways;
  const path = join(directory, 'spin.toml');
  writeFileSync(
    path,
    stringify({
      ...own,
      trigger: { http: apps.map(({ name, route }) => ({ route, component: name })) },
      component: Object.fromEntries(
        apps.map(({ name, wasm }) => [name, { ...granted, source: resolve(wasm) }]),
      ),
    }),
  );
  return path;
};
