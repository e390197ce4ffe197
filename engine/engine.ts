/** What a JavaScript engine is to the build: a way to make a component of a script. */
import type { BuildOptions } from 'esbuild';

/** How content gets into a script. */
export interface Pack {
  /** What the module needs that has the expressions in it. */
  readonly imports: string;
  /** @returns the text of an expression, of which the value is `Packed` (src/encoding/packed.ts) */
  expression(content: Uint8Array): string;
  /** @returns the same for what nobody asks for as gzip */
  contentOnly(content: Uint8Array): string;
}

/** What a component is made from. */
export interface Source {
  /** Path of the script. */
  readonly script: string;
  /** The folder of the WIT package. */
  readonly wit: string;
  readonly world: string;
  /** Path of what is rehearsed before the component is made; nothing where there is none. */
  readonly rehearsal?: string;
}

export interface Engine {
  readonly id: 'starlingmonkey' | 'quickjs';
  /** The npm package that makes components with it. */
  readonly tool: string;
  readonly pack: Pack;
  /** The global function that makes a number a `u64` for the host. */
  readonly u64: 'BigInt' | 'Number';
  /** More that every world imports, as lines of WIT. */
  readonly imports: readonly string[];
  /** @returns WIT, or a script that imports it, with the names of packages that the tool takes */
  readonly forTool: (text: string) => string;
  /**
   * @param entry a file that exports `incomingHandler`
   * @param isRehearsed whether the script rehearses the service's requests, where that is the script's part
   * @returns how the script is bundled
   */
  bundling(entry: string, isRehearsed: boolean): BuildOptions;
  /** @returns everything beside script and WIT that the bytes of a component follow from */
  identity(): Promise<string>;
  componentize(source: Source): Promise<Uint8Array>;
}
