import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { bundleComponent } from '../../../engine/bundle.js';
import { inComment } from '../../../engine/starlingmonkey/pack.js';
import { unpack } from '../../../src/dataset/revisions/bundled.js';
import type { BundledDataset } from '../../../src/dataset/revisions/revision.js';
import { packedInComment } from '../../../src/encoding/gzip-comment.js';
import { bundleDataset } from '../../support/test-app.js';

const folder = mkdtempSync(join(tmpdir(), 'takeaways-packed-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The dataset after the build: bundled, minified and loaded. */
const loadBundled = async (): Promise<BundledDataset> => {
  const entry = join(folder, 'entry.js');
  writeFileSync(entry, "export { bundled } from 'takeaways:bundled';\n");
  const module = join(folder, 'bundled.mjs');
  writeFileSync(module, await bundleComponent(entry, { version: '0.0.0-test' }));
  const { bundled } = await import(pathToFileURL(module).href);
  return bundled;
};

describe('the dataset that the build packs into the component', () => {
  it('equals the laid out dataset, byte for byte', async () => {
    const [bundled, expected] = [await loadBundled(), await bundleDataset()];
    const { id, version, counts, layout } = expected;
    expect(bundled).toMatchObject({ id, version, counts, layout });
    expect([...(await bundled.entries())].map(([suffix, bytes]) => [suffix, text(bytes)])).toEqual(
      [...(await expected.entries())].map(([suffix, bytes]) => [suffix, text(bytes)]),
    );
  });
});

describe('unpacking', () => {
  const packedIn = (source: string) =>
    packedInComment(Object.assign(() => {}, { toString: () => source }));

  it('splits the entries, including empty ones', async () => {
    const entries = await unpack(
      [
        ['one', 3],
        ['none', 0],
        ['two', 2],
      ],
      packedIn(inComment.expression(Uint8Array.of(1, 2, 3, 254, 255))),
    );
    expect(entries.map(([suffix, bytes]) => [suffix, [...bytes]])).toEqual([
      ['one', [1, 2, 3]],
      ['none', []],
      ['two', [254, 255]],
    ]);
  });

  it('fails if the comment is missing, instead of returning an empty dataset', async () => {
    await expect(unpack([['one', 3]], packedIn('() => {}'))).rejects.toThrow();
  });
});

/** Bytes as characters, which compare faster than an array. */
const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1');
