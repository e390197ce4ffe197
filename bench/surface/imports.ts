/** What a component imports from its host. */
import { readFileSync } from 'node:fs';
import { componentWit, print } from '@bytecodealliance/jco';

/** Bytes before the first section: the magic number, the version and the layer. */
const preamble = 8;
/** The section that holds a core module. Imports and their types come before the first. */
const coreModule = 1;

/**
 * Reads the functions from the component's own type, so each is one that its host must offer it. Dropping a
 * resource is no function of the interface, and is not counted.
 *
 * @param file a component
 * @returns the names of the functions that it imports, such as `wasi:random/random@0.2.10#get-random-u64`
 * @throws Error where it imports an interface that its first sections do not describe
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
  if (missed.length > 0) throw new Error(`${file} describes ${missed.join(', ')} after its code.`);
  return functions;
};

/** @returns the names of the interfaces that a component imports, such as `wasi:random/random@0.2.10` */
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

/** An integer in LEB128, seven bits to a byte, the lowest first. */
const readUnsigned = (bytes: Uint8Array, start: number): { value: number; end: number } => {
  let value = 0;
  for (let at = start, unit = 1; ; at++, unit *= 128) {
    const byte = bytes[at];
    if (byte === undefined) throw new Error('The component ends within a number.');
    value += (byte % 128) * unit;
    if (byte < 128) return { value, end: at + 1 };
  }
};
