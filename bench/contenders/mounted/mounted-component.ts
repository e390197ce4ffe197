import { writeFileSync } from 'node:fs';
import { bundleComponent } from '../../../engine/bundle.js';
import type { Engine } from '../../../engine/engine.js';
import { readVersion } from '../../../lib/package.js';
import { makeComponent } from '../cached-component.js';

const entry = 'bench/contenders/mounted/component.ts';
const folder = 'dist/bench/components';

/** A variant of the service that can be served below a path. */
export const mountedComponent = ({ id }: Engine): string => `${folder}/mounted-${id}.wasm`;

export const makeMountedComponent = async (engine: Engine): Promise<void> => {
  const source = await bundleComponent(entry, {
    engine,
    version: readVersion(),
    isRehearsed: true,
  });
  const target = mountedComponent(engine);
  const script = target.replace(/\.wasm$/, '.js');
  await makeComponent(target, source, engine, async (wit) => {
    writeFileSync(script, source);
    return engine.componentize({ script, wit, world: 'spin' });
  });
};
