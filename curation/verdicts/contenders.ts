/** The part that each contender of the bench plays when a claim is judged. */

/** Wasm contenders, which claims are judged for; the order is that of the grid. */
const wasmContenders: readonly string[] = [
  'spin',
  'spin-resident',
  'spin-quickjs',
  'spin-quickjs-resident',
  'spin-noop',
  'spin-noop-resident',
  'wasmtime',
  'wasmtime-ahead',
  'kernel-wasm',
  'erring-programs',
];

/** What they are compared with. */
const baselineContenders: readonly string[] = [
  'container',
  'containerd',
  'container-typical',
  'kernel-native',
  'kernel-v8',
];

interface Sides {
  readonly contenders?: readonly string[] | undefined;
  readonly baselines?: readonly string[] | undefined;
}

/** @returns the contenders that a rule judges, in the order of the grid. */
export const judgedBy = ({ contenders = wasmContenders }: Sides): readonly string[] => contenders;

/** @returns the contenders that a rule divides by. */
export const baselinesOf = ({ baselines = baselineContenders }: Sides): readonly string[] =>
  baselines;

/** @returns whether claims are judged for a contender, or by it. */
export const isNamed = (id: string): boolean =>
  wasmContenders.includes(id) || baselineContenders.includes(id);
