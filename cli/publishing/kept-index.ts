/**
 * Keeps the index of each revision that was laid out in the user's cache folder. Of a large dataset that
 * differs little from the one that is served, only what changed is then indexed again.
 */
import { createHash, hash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { digestOfFiles } from '../../engine/inputs.js';
import { cacheFolder } from '../../lib/cache-folder.js';
import type { Dataset } from '../../src/dataset/records/schema.js';
import { digestBytes } from '../../src/dataset/revisions/content-manifest.js';
import type { LaidOut } from '../../src/dataset/revisions/layout.js';

/** What is kept of a revision. */
export interface KeptIndex {
  /** The SHA-256 of each serialised takeaway, in the default order. */
  readonly digests: Uint8Array;
  /** The shards of the index. */
  readonly shards: readonly Uint8Array[];
}

/** The kept indexes, by the ids of their revisions. */
export interface KeptIndexes {
  /** @returns the index of a revision with the vocabularies of `dataset`; undefined if it is not kept, or damaged. */
  read(id: string, dataset: Dataset): KeptIndex | undefined;
  /** Keeps the index of a revision. Does nothing where that fails, for no publication depends on it. */
  keep(content: LaidOut, dataset: Dataset): void;
}

/** How many are kept: at 100,000 takeaways, each has 15 MB. */
const maxKept = 4;

const headerSchema = z.strictObject({
  /** The digest of the code that made it. */
  code: z.string(),
  /** The digest of the vocabularies, whose names are in the index. */
  vocabularies: z.string(),
  takeaways: z.number(),
  /** The length of each shard. */
  shards: z.array(z.number()),
});
type Header = z.infer<typeof headerSchema>;

const lengthBytes = 4;

/** @param folder where they are kept; by default in the user's cache folder */
export const openKeptIndexes = (folder = join(cacheFolder, 'indexes')): KeptIndexes => {
  const code = digestOfFiles(['src/dataset', 'src/encoding', 'package-lock.json']);
  const fileOf = (id: string) => join(folder, id);
  return {
    read: (id, dataset) => {
      const bytes = existsSync(fileOf(id)) ? unseal(readFileSync(fileOf(id))) : undefined;
      if (!bytes) return undefined;
      const { header, rest } = bytes;
      return header.code === code && header.vocabularies === digestOfVocabularies(dataset)
        ? split(header, rest)
        : undefined;
    },
    keep: (content, dataset) => {
      const { counts, layout, manifest } = content;
      if (existsSync(fileOf(content.id))) return;
      const digests = Buffer.concat(manifest.pages).subarray(0, counts.takeaways * digestBytes);
      const shards = content
        .entries()
        .slice(layout.segments, layout.segments + layout.shards)
        .map(([, value]) => value);
      const header: Header = {
        code,
        vocabularies: digestOfVocabularies(dataset),
        takeaways: counts.takeaways,
        shards: shards.map(({ length }) => length),
      };
      try {
        mkdirSync(folder, { recursive: true });
        const unfinished = `${fileOf(content.id)}.${process.pid}`;
        writeFileSync(unfinished, seal(header, [digests, ...shards]));
        renameSync(unfinished, fileOf(content.id));
        removeOldest(folder);
      } catch {
        // The folder is read-only, or the disk is full.
      }
    },
  };
};

const removeOldest = (folder: string): void => {
  const files = readdirSync(folder).map((name) => join(folder, name));
  const newestFirst = files
    .map((file) => ({ file, written: statSync(file).mtimeMs }))
    .sort((one, other) => other.written - one.written);
  for (const { file } of newestFirst.slice(maxKept)) rmSync(file, { force: true });
};

/** Puts a digest of everything before it. */
const seal = (header: Header, parts: readonly Uint8Array[]): Buffer => {
  const text = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(lengthBytes);
  length.writeUInt32LE(text.length);
  const content = Buffer.concat([length, text, ...parts]);
  return Buffer.concat([digestOf(content), content]);
};

const unseal = (bytes: Buffer): { header: Header; rest: Buffer } | undefined => {
  const content = bytes.subarray(digestBytes);
  if (content.length < lengthBytes || !bytes.subarray(0, digestBytes).equals(digestOf(content)))
    return undefined;
  const end = lengthBytes + content.readUInt32LE();
  const header = headerSchema.safeParse(
    JSON.parse(content.subarray(lengthBytes, end).toString()),
  ).data;
  return header && { header, rest: content.subarray(end) };
};

const split = (header: Header, bytes: Buffer): KeptIndex => {
  let at = header.takeaways * digestBytes;
  const digests = bytes.subarray(0, at);
  const shards = header.shards.map((length) => {
    at += length;
    return bytes.subarray(at - length, at);
  });
  return { digests, shards };
};

const digestOf = (bytes: Uint8Array): Buffer => hash('sha256', bytes, 'buffer');

const digestOfVocabularies = ({ takeaways: _, ...vocabularies }: Dataset): string =>
  createHash('sha256').update(JSON.stringify(vocabularies)).digest('hex');
