import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';

/** A component in the form that Node runs: core modules, and JavaScript that links them. */
export interface TranspiledComponent {
  /** Directory of everything below. */
  readonly directory: string;
  /** The JavaScript module that exports `instantiate`. */
  readonly entry: string;
  /** File names of the core modules. */
  readonly coreModules: readonly string[];
  /** Interfaces that the component imports, such as `wasi:io/poll@0.2.10`. */
  readonly imports: readonly string[];
}

/** What is kept beside the output, to tell whether it still belongs to the component. */
interface Stamp extends Omit<TranspiledComponent, 'directory'> {
  readonly transpiler: string;
  readonly digest: string;
  readonly size: number;
  readonly modified: number;
}

const stampFile = 'stamp.json';

/** Change it with the options below. */
const format = 1;

/** @returns where a component's transpiled form is kept by default: `transpiled/` beside it. */
export const transpiledDirectory = (wasmPath: string): string =>
  join(dirname(wasmPath), 'transpiled');

/**
 * Transpiles a component with jco, unless that has been done for this content by this version of jco.
 *
 * @param wasmPath the component
 * @param outDir where to put a folder of its name
 * @param onTranspile called before work that takes seconds
 * @returns where the result is
 * @throws Error that names the file where it is missing or no component
 */
export async function transpileComponent(
  wasmPath: string,
  outDir: string = transpiledDirectory(wasmPath),
  onTranspile: () => void = () => {},
): Promise<TranspiledComponent> {
  const directory = join(outDir, basename(wasmPath, '.wasm'));
  const kept = await readStamp(directory);
  const found = await stat(wasmPath).catch(() => {
    throw new Error(`The component ${wasmPath} does not exist. Build it first: npm run build`);
  });
  const transpiler = await transpilerVersion();
  const sameFile = kept?.size === found.size && kept.modified === found.mtimeMs;
  if (kept?.transpiler === transpiler && sameFile) return { ...kept, directory };

  const wasm = await readFile(wasmPath);
  const identity = {
    transpiler,
    digest: createHash('sha256').update(wasm).digest('hex'),
    size: found.size,
    modified: found.mtimeMs,
  };
  if (kept?.transpiler === transpiler && kept.digest === identity.digest) {
    await writeStamp(directory, { ...kept, ...identity });
    return { ...kept, directory };
  }

  onTranspile();
  const { files, imports } = await runJco(wasmPath, wasm);
  const stamp: Stamp = {
    ...identity,
    entry: 'component.js',
    coreModules: [...files.keys()].filter((name) => name.endsWith('.wasm')),
    imports,
  };
  await replaceDirectory(directory, files, stamp);
  return { ...stamp, directory };
}

async function transpilerVersion(): Promise<string> {
  const entry = createRequire(import.meta.url).resolve('@bytecodealliance/jco');
  const { version } = JSON.parse(await readFile(join(dirname(entry), '../package.json'), 'utf8'));
  return `jco ${version}, format ${format}`;
}
