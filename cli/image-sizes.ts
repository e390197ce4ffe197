import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod/mini';

/** Sizes of the image, in bytes. */
export interface Sizes {
  /** What a registry stores and a node pulls: compressed layers and metadata. */
  readonly registry: number;
  /** The last layer, which a node pulls for an update. */
  readonly registryOfUpdate: number;
  /** The unpacked root file system. */
  readonly disk: number;
  readonly diskOf: {
    readonly node: number;
    readonly libraries: number;
    readonly server: number;
    /** Licences, package list, users. */
    readonly rest: number;
  };
}

const descriptorSchema = z.object({ digest: z.string(), size: z.number() });
const indexSchema = z.object({ manifests: z.array(descriptorSchema) });
const manifestSchema = z.object({ layers: z.array(descriptorSchema) });

const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));

const sizeOf = (files: readonly string[]): number =>
  files.reduce((sum, file) => sum + statSync(file).size, 0);

/** Measures an OCI layout and the root file system it was built from. */
export const measureImage = (rootfs: string, image: string): Sizes => {
  const read = (path: string): unknown => JSON.parse(readFileSync(join(image, path), 'utf8'));
  const { manifests } = indexSchema.parse(read('index.json'));
  const digest = manifests[0]?.digest ?? '';
  const { layers } = manifestSchema.parse(read(join('blobs', digest.replace(':', '/'))));
  const files = filesBelow(rootfs);
  const below = (folder: RegExp) =>
    sizeOf(files.filter((file) => folder.test(file.slice(rootfs.length + 1))));
  const [node, libraries, server] = [/^bin\/node$/, /^lib/, /^app\/server\.mjs$/].map(below);
  const disk = sizeOf(files);
  const diskOf = { node: node ?? 0, libraries: libraries ?? 0, server: server ?? 0 };
  return {
    registry: sizeOf(filesBelow(join(image, 'blobs'))),
    registryOfUpdate: layers.at(-1)?.size ?? 0,
    disk,
    diskOf: { ...diskOf, rest: disk - diskOf.node - diskOf.libraries - diskOf.server },
  };
};
