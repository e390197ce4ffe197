/** The engine keeps the source text of every function, for `toString`. Nobody here asks for it. */
import { type AnyNode, parse } from 'acorn';

/** Shorter texts are not worth looking for. */
const minLength = 24;

/** Zeroes the source text of a script's functions and classes in the memory of an engine. */
export const zeroSourceText = (image: Uint8Array, script: string): void => {
  const memory = Buffer.from(image.buffer, image.byteOffset, image.byteLength);
  // The longest first: they have the others in them.
  const texts = [...new Set(sourceTexts(script))].sort((one, other) => other.length - one.length);
  for (const text of texts) {
    const terminated = Buffer.from(`${text}\0`);
    for (
      let found = memory.indexOf(terminated);
      found >= 0;
      found = memory.indexOf(terminated, found + terminated.length)
    ) {
      memory.fill(0, found, found + text.length);
    }
  }
};

/** @returns the text of every function and class in a script, as `toString` gives it. */
const sourceTexts = (script: string): string[] => {
  const texts: string[] = [];
  const visit = (node: AnyNode): void => {
    if (
      /Function|Class|MethodDefinition|Property/.test(node.type) &&
      node.end - node.start >= minLength
    ) {
      texts.push(script.slice(node.start, node.end));
    }
    for (const child of Object.values(node).flat()) {
      if (isNode(child)) visit(child);
    }
  };
  visit(parse(script, { ecmaVersion: 'latest', sourceType: 'module' }));
  return texts;
};

const isNode = (value: unknown): value is AnyNode =>
  typeof value === 'object' && value !== null && 'type' in value && 'start' in value;
