/** npm packages in a bundle. */
import type { Metafile } from 'esbuild';

/** Matches the innermost `node_modules` on a path. */
const packageName = /^(?:.*\/)?node_modules\/((?:@[^/]+\/)?[^/]+)\//;

/** @returns the distinct packages with code in the bundle. */
export const bundledPackages = ({ outputs }: Pick<Metafile, 'outputs'>): string[] => [
  ...new Set(
    Object.values(outputs).flatMap(({ inputs }) =>
      Object.entries(inputs)
        .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
        .flatMap(([path]) => packageName.exec(path)?.[1] ?? []),
    ),
  ),
];
