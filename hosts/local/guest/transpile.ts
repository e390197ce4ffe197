import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { separateMemory } from './core-module.js';

/** A component transpiled for Node: core modules, and JavaScript that links them. */
export interface TranspiledComponent {
  readonly directory: string;
  /** The JavaScript module that exports `instantiate`. */
  readonly entry: string;
  readonly coreModules: readonly CoreModule[];
  /** The imported interfaces without versions, such as `wasi:io/poll`. */
  readonly imports: readonly string[];
}

export interface CoreModule {
  /** The name that `instantiate` asks for. */
  readonly file: string;
  /** The initial content of its memory, if the host provides it. */
  readonly imageFile?: string;
}

/** Stored with the files, to detect whether they are up to date. */
interface Stamp extends Omit<TranspiledComponent, 'directory'> {
  readonly transpiler: string;
  readonly digest: string;
  readonly size: number;
  readonly modified: number;
}

const stampFile = 'stamp.json';

/** Raise it when the output of `transpile` changes. */
const format = 1;

/**
 * Transpiles a component with jco, unless the result is up to date.
 *
 * @param outDir the parent of the output folder; by default `transpiled/` beside the component
 * @param onTranspile called before transpiling, which takes seconds
 * @throws Error that names the file if it is missing or not a component
 */
export const transpileComponent = async (
  wasmPath: string,
  outDir: string = join(dirname(wasmPath), 'transpiled'),
  onTranspile: () => void = () => {},
): Promise<TranspiledComponent> => {
  const directory = join(outDir, basename(wasmPath, '.wasm'));
  const [file, kept, transpiler] = await Promise.all([
    stat(wasmPath).catch(() => undefined),
    readStamp(directory),
    transpilerVersion(),
  ]);
  if (!file) throw new Error(`The component ${wasmPath} does not exist. Build it: npm run build`);
  const usable = kept?.transpiler === transpiler ? kept : undefined;
  if (usable?.size === file.size && usable.modified === file.mtimeMs) {
    return { ...usable, directory };
  }

  const wasm = await readFile(wasmPath);
  const identity = {
    transpiler,
    digest: createHash('sha256').update(wasm).digest('hex'),
    size: file.size,
    modified: file.mtimeMs,
  };
  if (usable?.digest === identity.digest) {
    await writeStamp(directory, { ...usable, ...identity });
    return { ...usable, directory };
  }

  onTranspile();
  const { files, ...component } = await transpile(wasmPath, wasm);
  await mkdir(outDir, { recursive: true });
  await writeDirectory(directory, files, { ...component, ...identity });
  return { ...component, directory };
};

const transpile = async (wasmPath: string, wasm: Uint8Array) => {
  const jco = await import('@bytecodealliance/jco');
  const name = 'component';
  const { files, imports } = await jco
    .transpile(wasm, { name, instantiation: 'sync', wasiShim: false, noTypescript: true })
    .catch((cause: unknown) => {
      throw new Error(`${wasmPath} is not a component that jco can transpile: ${cause}`, { cause });
    });
  const entry = `${name}.js`;
  const output = new Map<string, Uint8Array>();
  const coreModules: CoreModule[] = [];
  for (const [file, content] of Object.entries(files)) {
    if (file === entry) output.set(file, content);
    if (!file.endsWith('.wasm')) continue;
    const separated = separateMemory(content);
    output.set(file, separated?.code ?? content);
    if (separated) output.set(`${file}.memory`, separated.image);
    coreModules.push({ file, ...(separated && { imageFile: `${file}.memory` }) });
  }
  return { entry, coreModules, imports: [...new Set(imports)], files: output };
};

/** Reads jco's version from its package.json, because loading jco takes half a second. */
const transpilerVersion = async (): Promise<string> => {
  const entry = createRequire(import.meta.url).resolve('@bytecodealliance/jco');
  const manifest: unknown = JSON.parse(
    await readFile(join(dirname(entry), '../package.json'), 'utf8'),
  );
  return `jco ${(manifest as { version: string }).version}, format ${format}`;
};

const readStamp = async (directory: string): Promise<Stamp | undefined> => {
  try {
    return JSON.parse(await readFile(join(directory, stampFile), 'utf8')) as Stamp;
  } catch {
    return undefined; // Not transpiled, or interrupted.
  }
};

/** In one step: another host may be reading it. */
const writeStamp = async (directory: string, stamp: Stamp): Promise<void> => {
  const draft = join(directory, `${stampFile}.${randomUUID()}`);
  await writeFile(draft, JSON.stringify(stamp, undefined, 2));
  await rename(draft, join(directory, stampFile));
};

/**
 * Replaces a directory as a whole, so that a partial one is never used. Where another host was faster and
 * made the same, that one's is left, because it may be in use.
 */
const writeDirectory = async (
  directory: string,
  files: ReadonlyMap<string, Uint8Array>,
  stamp: Stamp,
): Promise<void> => {
  const draft = `${directory}.${randomUUID()}`;
  await mkdir(draft, { recursive: true });
  await Promise.all([...files].map(([file, content]) => writeFile(join(draft, file), content)));
  await writeStamp(draft, stamp);
  while (!(await moved(draft, directory))) {
    const kept = await readStamp(directory);
    if (kept?.digest === stamp.digest && kept.transpiler === stamp.transpiler) {
      await rm(draft, { recursive: true });
      return;
    }
    const outdated = `${directory}.${randomUUID()}`;
    if (await moved(directory, outdated)) await rm(outdated, { recursive: true });
  }
};

/** @returns whether the directory has its new name; false if another has it, or nothing has the old one. */
const moved = async (from: string, to: string): Promise<boolean> => {
  try {
    await rename(from, to);
    return true;
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    if (['ENOTEMPTY', 'EEXIST', 'ENOENT', 'EPERM'].includes(code)) return false;
    throw error;
  }
};
