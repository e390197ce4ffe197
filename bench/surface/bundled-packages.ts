/** Packages of npm in a bundle. */
import type { Metafile } from 'esbuild';

/** The package that a file belongs to: the last `node_modules` on its path counts. */
const packageName = /^(?:.*\/)?node_modules\/((?:@[^/]+\/)?[^/]+)\//;

/**
 * @param metafile what esbuild says of the bundle
 * @returns the names of the packages of which code came into the bundle, each once
 */
export const bundledPackages = ({ outputs }: Pick<Metafile, 'outputs'>): string[] => [
  ...new Set(
    Object.values(outputs).flatMap(({ inputs }) =>
      Object.entries(inputs)
        .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
        .flatMap(([path]) => packageName.exec(path)?.[1] ?? []),
    ),
  ),
];
