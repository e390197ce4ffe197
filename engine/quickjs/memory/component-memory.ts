/** The memory that a component begins with: where it lies in the file, and how it is replaced. */
import { readImage, writeSegments } from '../../../lib/memory-image.js';
import {
  Reader,
  readSections,
  type Section,
  section,
  writeSection,
  writeU32,
} from '../../../lib/wasm-binary.js';

/** Section numbers of components (Component Model, Binary.md). */
const componentSection = { coreModule: 1, component: 4 } as const;

/**
 * Changes the one memory of a component that holds data.
 *
 * @param component may have components within it
 * @param change changes the bytes of the memory
 * @throws Error where there is no such memory, or several
 */
export const changeMemory = (
  component: Uint8Array,
  change: (image: Uint8Array) => void,
): Buffer => {
  let changed = 0;
  const inModule = (module: Uint8Array): Uint8Array => {
    const sections = readSections(module);
    const memory = sections.find(({ id }) => id === section.memory);
    const data = sections.find(({ id }) => id === section.data);
    if (!memory || !data) return module;
    const image = readImage(data.body, new Reader(memory.body.subarray(2)).u32());
    if (!image?.some((byte) => byte !== 0)) return module;
    changed++;
    change(image);
    const segments = writeSegments(image);
    return rewrite(module, sections, ({ id, body }) => {
      if (id === section.dataCount) return writeU32(segments.length);
      return id === section.data ? Buffer.concat([writeU32(segments.length), ...segments]) : body;
    });
  };
  const inComponent = (outer: Uint8Array): Buffer =>
    rewrite(outer, readSections(outer), ({ id, body }) => {
      if (id === componentSection.coreModule) return inModule(body);
      return id === componentSection.component ? inComponent(body) : body;
    });
  const result = inComponent(component);
  if (changed !== 1) throw new Error(`The component has ${changed} memories with data, not 1.`);
  return result;
};

const rewrite = (
  binary: Uint8Array,
  sections: readonly Section[],
  change: (section: Section) => Uint8Array,
): Buffer =>
  Buffer.concat([
    binary.subarray(0, 8),
    ...sections.map((each) => writeSection(each.id, change(each))),
  ]);
