/** The container images of the service. */
import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { runVariable } from '../workspace/workspace.js';

/** An image as an OCI layout, and the root file system in it. */
export interface Image {
  readonly layout: string;
  readonly rootfs: string;
  /** How to build it. */
  readonly build: string;
}

/** Node, the libraries that it loads, and the server. */
export const smallestImage: Image = {
  layout: 'dist/container/image',
  rootfs: 'dist/container/rootfs',
  build: 'Run: npm run build:container',
};

/** The same server and Node on what Debian's slim image has. */
export const typicalImage: Image = {
  layout: 'dist/container-typical/image',
  rootfs: 'dist/container-typical/rootfs',
  build: 'Run: npm run build:container -- --typical',
};

const descriptor = z.object({ digest: z.string(), size: z.number() });
const indexSchema = z.object({ manifests: z.array(descriptor).min(1) });
const manifestSchema = z.object({ config: descriptor, layers: z.array(descriptor) });
const imageSchema = z.object({
  config: z.object({
    Env: z.array(z.string()).default([]),
    Entrypoint: z.array(z.string()).default([]),
    Cmd: z.array(z.string()).default([]),
    User: z.string().default(''),
    WorkingDir: z.string().default('/'),
  }),
});

const blobFile = ({ layout }: Image, digest: string): string =>
  join(layout, 'blobs', digest.replace(':', '/'));

const readJson = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'));

/** @returns the image's configuration, its digest, and its size in a registry, with layers compressed by gzip. */
export const readImage = (image: Image) => {
  const index = indexSchema.parse(readJson(join(image.layout, 'index.json')));
  const [{ digest = '' } = {}] = index.manifests;
  const manifest = manifestSchema.parse(readJson(blobFile(image, digest)));
  const { config } = imageSchema.parse(readJson(blobFile(image, manifest.config.digest)));
  const layers = manifest.layers.reduce((sum, { size }) => sum + size, 0);
  const bytes = statSync(blobFile(image, digest)).size + manifest.config.size + layers;
  return { config, digest, bytes };
};

/** @returns the environment of a container, in addition to the image's. */
export const containerVariables = (
  address: string,
  run: string,
): Readonly<Record<string, string>> => ({
  TAKEAWAYS_LISTEN: address,
  TAKEAWAYS_STORE: 'sqlite:/data/takeaways.db',
  [runVariable]: run,
});

/** Makes the image's user the owner of the directory mounted on /data. */
export const giveToUser = (
  image: Image,
  state: string,
): { readonly uid: number; readonly gid: number } => {
  const [uid = 0, gid = uid] = readImage(image).config.User.split(':').map(Number);
  execFileSync('chown', ['-R', `${uid}:${gid}`, state]);
  return { uid, gid };
};
