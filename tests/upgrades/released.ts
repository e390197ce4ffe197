/** Components that were released: their code in one file, and a store as they wrote it. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { gunzipSync } from 'node:zlib';
import type { createApp } from '../../src/app.js';
import type { layOut } from '../../src/dataset/revisions/layout.js';
import { createMemoryStore } from '../../src/store/memory-store.js';
import type { KeyValueStore } from '../../src/store/store.js';

/** The folder with a folder for each release. */
export const releasesFolder = fileURLToPath(new URL('./released/', import.meta.url));
export const releases: readonly string[] = readdirSync(releasesFolder);

/** What a released component exports in `app.mjs.gz`. */
export interface ReleasedCode {
  readonly createApp: typeof createApp;
  readonly layOut: typeof layOut;
}

/** What is in `store.json.gz`. */
export interface GoldenStore {
  /** The revision that an operator published last, and what GET /v1/dump answered. */
  readonly revision: string;
  readonly dump: Record<string, unknown[]>;
  /** The revision that the component bundled. */
  readonly bundled: string;
  /** An upload that was interrupted, with what is still to be sent. */
  readonly upload: { readonly revision: string; readonly root: unknown; readonly page: string };
  /** The values in base64. */
  readonly keys: Readonly<Record<string, string>>;
}

/** @returns the store as the release wrote it, and what is known about it. */
export const readGolden = async (
  release: string,
): Promise<GoldenStore & { readonly store: KeyValueStore }> => {
  const packed = readFileSync(join(releasesFolder, release, 'store.json.gz'));
  const golden: GoldenStore = JSON.parse(gunzipSync(packed).toString());
  const store = createMemoryStore();
  for (const [key, value] of Object.entries(golden.keys)) {
    await store.set(key, Buffer.from(value, 'base64'));
  }
  return { ...golden, store };
};

/** @returns the code of the release. */
export const loadRelease = async (release: string): Promise<ReleasedCode> => {
  const folder = mkdtempSync(join(tmpdir(), 'released-'));
  const file = join(folder, 'app.mjs');
  writeFileSync(file, gunzipSync(readFileSync(join(releasesFolder, release, 'app.mjs.gz'))));
  try {
    return await import(/* @vite-ignore */ pathToFileURL(file).href);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};
