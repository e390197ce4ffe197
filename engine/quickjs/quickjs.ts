/** QuickJS, by way of componentize-qjs. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Plugin } from 'esbuild';
import { readVersion } from '../../lib/package.js';
import type { Engine } from '../engine.js';
import { digestOfFiles } from '../inputs.js';
import { changeMemory } from './memory/component-memory.js';
import { tidyMemory } from './memory/tidy.js';
import { reservedBytes, writeReserved } from './pack.js';
import { rehearsal } from './rehearsal-module.js';

const tool = 'componentize-qjs';

/**
 * The tool initializes the script with the host's functions missing, but WASI's own there: where the script
 * imports `wasi:http`, whose resources belong to `wasi:io`, the two do not fit together. So for the tool all
 * packages of WASI have another name, of the same length, which is put right in what it makes.
 */
const [ownName, toolName] = ['wasi:', 'xasi:'] as const;

const renamedForTool = (text: string): string => text.replaceAll(ownName, toolName);

const renamedImports: Plugin = {
  name: 'renamed-imports',
  setup: ({ onResolve }) => {
    onResolve({ filter: /^wasi:/ }, ({ path }) => ({ path: renamedForTool(path), external: true }));
  },
};

/** @throws Error that says what to do where the tool has no binary for this platform */
const loadTool = async () => {
  try {
    return await import('componentize-qjs');
  } catch (cause) {
    throw new Error(
      `${tool} has no binary for ${process.platform} on ${process.arch}. Build without "--engine quickjs" here, ` +
        'or build on Linux with glibc or on macOS: the component runs everywhere.',
      { cause },
    );
  }
};

/** A request is handled to its end before the export returns. */
const entryOf = (entry: string, isRehearsed: boolean): string => `
  ${isRehearsed ? "import { rehearse } from './engine/quickjs/web/rehearsal.ts';" : ''}
  import { runUntilSettled } from './engine/quickjs/web/jobs.ts';
  import { incomingHandler as handler } from ${JSON.stringify(resolve(entry))};
  export const incomingHandler = {
    handle: (request, out) => runUntilSettled(handler.handle(request, out)),
  };
  ${isRehearsed ? 'rehearse();' : ''}`;

export const quickJs: Engine = {
  id: 'quickjs',
  tool,
  pack: reservedBytes,
  u64: 'Number',
  imports: [
    'import wasi:cli/stderr@0.2.10;',
    'import wasi:cli/stdout@0.2.10;',
    'import wasi:clocks/monotonic-clock@0.2.10;',
    'import wasi:random/random@0.2.10;',
  ],
  forTool: renamedForTool,
  bundling: (entry, isRehearsed) => ({
    stdin: { contents: entryOf(entry, isRehearsed), resolveDir: resolve('.'), loader: 'ts' },
    inject: ['engine/quickjs/web/web.ts'],
    external: ['fermyon:*'],
    // The engine's own would wait for its own promises, whose jobs nobody runs.
    supported: { 'async-await': false, 'async-generator': false, 'for-await': false },
    plugins: [renamedImports, rehearsal],
  }),
  identity: async () => {
    // The script shows what else of this folder is in it.
    const ours = digestOfFiles([
      'engine/quickjs/quickjs.ts',
      'engine/quickjs/pack.ts',
      'engine/quickjs/memory',
    ]);
    return [readVersion(`node_modules/${tool}/package.json`), ours].join('\0');
  },
  componentize: async ({ script, wit, world }) => {
    const { componentize } = await loadTool();
    const jsSource = readFileSync(script, 'utf8');
    const { component } = await componentize({
      jsSource,
      witPath: wit,
      world,
      sync: true,
      optSize: true,
    });
    // Before our content is in it, which may have the tool's name for something else.
    const named = component.toString('latin1').replaceAll(toolName, ownName);
    return changeMemory(Buffer.from(named, 'latin1'), (image) => {
      tidyMemory(image, jsSource);
      writeReserved(image, jsSource);
    });
  },
};
