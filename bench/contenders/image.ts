/** The container image of the service. */
import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { runVariable } from '../workspace/workspace.js';

/** The OCI image layout. */
export const image = 'dist/container/image';
export const imageBuild = 'Run: npm run build:container';

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

const blobFile = (digest: string): string => join(image, 'blobs', digest.replace(':', '/'));

const readJson = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'));

/** @returns the image's configuration, and its size in a registry. */
export const readImage = () => {
  const [{ digest = '' } = {}] = indexSchema.parse(readJson(join(image, 'index.json'))).manifests;
  const manifest = manifestSchema.parse(readJson(blobFile(digest)));
  const { config } = imageSchema.parse(readJson(blobFile(manifest.config.digest)));
  const layers = manifest.layers.reduce((sum, { size }) => sum + size, 0);
  return { config, bytes: statSync(blobFile(digest)).size + manifest.config.size + layers };
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
export const giveToUser = (state: string): { readonly uid: number; readonly gid: number } => {
  const [uid = 0, gid = uid] = readImage().config.User.split(':').map(Number);
  execFileSync('chown', ['-R', `${uid}:${gid}`, state]);
  return { uid, gid };
};
