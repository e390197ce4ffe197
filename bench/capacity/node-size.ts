/** The size of a node as people write it: `4cpu,16GiB`. */
import { defaultNode, type Node } from './capacity-plan.js';

const sizes = /^(\d+(?:\.\d+)?)cpu,(\d+(?:\.\d+)?)(GiB|MiB)$/;

/** @returns the node, or undefined if the text is not a size */
export const parseNode = (text: string): Node | undefined => {
  const [, cores, memory, unit] = sizes.exec(text) ?? [];
  if (!cores || !memory) return undefined;
  const gibibytes = Number(memory) / (unit === 'MiB' ? 1024 : 1);
  return { ...defaultNode, cores: Number(cores), gibibytes };
};
