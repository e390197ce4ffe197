/** The imports of a component. */
import { readFileSync } from 'node:fs';
import { componentWit, print } from '@bytecodealliance/jco';

/** The size of the magic number, the version and the layer. */
const preamble = 8;
/** The id of a core module section. Imports and their types come before the first one. */
const coreModule = 1;

/**
 * Reads the imported functions from the component's type. Dropping a resource is not counted.
 *
 * @returns names such as `wasi:random/random@0.2.10#get-random-u64`
 * @throws Error if an import is not described in the first sections
 */
export const importedFunctions = async (file: string): Promise<string[]> => {
  const component = readFileSync(file);
  const described = await print(component.subarray(0, startOfCode(component)));
  const functions: string[] = [];
  const interfaces: string[] = [];
  let members: string[] = [];
  for (const line of described.split('\n')) {
    const member = /^\s*\(export \(;\d+;\) "([^"]+)" \(func /.exec(line)?.[1];
    if (member) members.push(member);
    if (/^ {2}\(type /.test(line)) members = [];
    const [, name, kind] = /^ {2}\(import "([^"]+)" \((instance|func) /.exec(line) ?? [];
    if (!name) continue;
    interfaces.push(name);
    functions.push(...(kind === 'func' ? [name] : members.map((one) => `${name}#${one}`)));
    members = [];
  }
  const missed = (await importedInterfaces(file)).filter((name) => !interfaces.includes(name));
  if (missed.length > 0)
    throw new Error(
      `Cannot read the imports ${missed.join(', ')} of ${file}: they come after its code.`,
    );
  return functions;
};

/** @returns the imported interfaces, such as `wasi:random/random@0.2.10`. */
export const importedInterfaces = async (file: string): Promise<string[]> => {
  const wit = await componentWit(readFileSync(file));
  return [...wit.matchAll(/^ {2}import ([^;:]+:[^;]+);$/gm)].map(([, name = '']) => name);
};

const startOfCode = (component: Uint8Array): number => {
  let at = preamble;
  while (at < component.length && component[at] !== coreModule) {
    const { value, end } = readUnsigned(component, at + 1);
    at = end + value;
  }
  return at;
};

/** An unsigned integer in LEB128. */
const readUnsigned = (bytes: Uint8Array, start: number): { value: number; end: number } => {
  let value = 0;
  for (let at = start, unit = 1; ; at++, unit *= 128) {
    const byte = bytes[at];
    if (byte === undefined) throw new Error('The component ends in the middle of an integer.');
    value += (byte % 128) * unit;
    if (byte < 128) return { value, end: at + 1 };
  }
};
