/** The bill of materials of the app: what npm has locked, for every platform, and what the components contain besides. */
import { execFileSync } from 'node:child_process';
import * as z from 'zod/mini';
import { embedded } from './embedded.js';

const Bom = z.looseObject({
  bomFormat: z.literal('CycloneDX'),
  metadata: z.looseObject({ component: z.looseObject({ name: z.string(), purl: z.string() }) }),
  components: z.array(z.looseObject({ name: z.string(), version: z.string(), purl: z.string() })),
});

/** A CycloneDX document, as far as we read it. */
export type BillOfMaterials = z.infer<typeof Bom>;

const command = ['sbom', '--sbom-format', 'cyclonedx', '--sbom-type', 'application'];

/** @returns the bill of materials of the app in the working directory, which `npm sbom` begins */
export const billOfMaterials = (): BillOfMaterials => {
  const printed = execFileSync('npm', [...command, '--package-lock-only'], {
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
    stdio: ['ignore', 'pipe', 'ignore'],
    shell: process.platform === 'win32',
  });
  const bom = Bom.parse(JSON.parse(printed));
  // npm names the app like the folder that it is in.
  const component = { ...bom.metadata.component, name: 'takeaways' };
  return {
    ...bom,
    metadata: { ...bom.metadata, component },
    components: [...bom.components, ...embedded()],
  };
};
