import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** A component and where it is served. */
export interface SpinApp {
  readonly name: string;
  readonly route: string;
  readonly wasm: string;
}

/**
 * Writes a manifest for components that use what the service uses; they share one store.
 *
 * @param directory where to
 * @returns its path
 */
export function writeSpinManifest(directory: string, apps: readonly SpinApp[]): string {
  const path = join(directory, 'spin.toml');
  const components = apps.map(
    ({ name, route, wasm }) => `
[[trigger.http]]
route = ${JSON.stringify(route)}
component = "${name}"

[component.${name}]
source = ${JSON.stringify(resolve(wasm))}
key_value_stores = ["default"]
variables = { log_level = "info", publish_token = "", faults = "" }
`,
  );
  writeFileSync(
    path,
    `spin_manifest_version = 2

[application]
name = "bench"
version = "1.0.0"
${components.join('')}`,
  );
  return path;
}
