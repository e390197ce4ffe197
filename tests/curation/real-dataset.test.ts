import { describe, expect, it } from 'vitest';
import { dataset, errorsOf, realFiles, takeaway } from './dataset-drafts.js';

it('the dataset has no errors', async () => {
  expect(await errorsOf(realFiles())).toEqual([]);
});

describe('claims', () => {
  const claims: readonly [id: string, takeaways: readonly string[]][] = [
    ['image-size', ['wasm-image-one-hundredth']],
    ['cold-start', ['wasm-cold-start-for-serverless']],
    ['faster-startup', ['wasm-fast-start-small-surface', 'wasm-strengths-in-kubernetes']],
    ['memory', ['spin-cuts-memory']],
    ['near-native-speed', ['wasm-portable-compilation-target']],
    ['attack-surface', ['wasm-narrow-interface', 'wasm-fast-start-small-surface']],
    ['energy-and-cost', ['trend-sustainable-resources', 'spin-cuts-memory']],
    ['portability', ['wasm-portable-compilation-target', 'wasm-strengths-in-kubernetes']],
  ];

  it.each(claims)('%s comes from %s', (id, takeaways) => {
    const claim = dataset.claims.find((record) => record.id === id);

    expect(claim?.takeaways).toEqual(expect.arrayContaining([...takeaways]));
  });
});

describe('notes state what is uncertain', () => {
  const notes: readonly [id: string, doubt: string][] = [
    ['opentofu-forks-terraform', 'it entered the CNCF in 2025'],
    ['spin-cuts-memory', 'No figure is given'],
    ['wasm-image-one-hundredth', 'names neither the images compared'],
    ['wasm-cold-start-for-serverless', 'without a figure'],
    ['distroless-image-builders', 'KB build'],
    ['paris-largest-cncf-event', 'June 2014'],
    ['trend-hashicorp-uncertainty', 'The other 2024 write-up does not see'],
  ];

  it.each(notes)('%s: %s', (id, doubt) => {
    expect(takeaway(id).note).toContain(doubt);
  });

  it('the draft of 2022 and the undated write-up of 2023 have no publication date', () => {
    const dates = dataset.sources.map(({ id, status, published }) => [id, status, published]);

    expect(dates).toEqual([
      ['kubecon-2022-highlights-draft', 'draft', null],
      ['ntt-data-kubecon-2023', 'published', null],
      ['cloudsmith-kubecon-2024', 'published', '2024-03-26'],
      ['albou-kubecon-2024', 'published', '2024-04-07'],
    ]);
  });
});
