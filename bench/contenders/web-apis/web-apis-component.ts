import { writeFileSync } from 'node:fs';
import type { Engine } from '../../../engine/engine.js';
import { makeComponent } from '../cached-component.js';

const folder = 'dist/bench/components';

/** The header of the answer that names what the engine lacks. */
export const lackingHeader = 'lacking';

/** A component that answers which of some global names its engine lacks. It is made of the engine alone. */
export const webApisComponent = ({ id }: Engine): string => `${folder}/web-apis-${id}.wasm`;

/** The engine may lack TextEncoder, so the names are encoded by hand; they are ASCII. */
const scriptFor = (names: readonly string[]): string => `
import { Fields, OutgoingBody, OutgoingResponse, ResponseOutparam } from 'wasi:http/types@0.2.10';

const names = ${JSON.stringify(names)};

export const incomingHandler = {
  handle: (_request, out) => {
    const lacking = names.filter((name) => globalThis[name] === undefined).join(' ');
    const bytes = Uint8Array.from(lacking, (character) => character.charCodeAt(0));
    const response = new OutgoingResponse(Fields.fromList([['${lackingHeader}', bytes]]));
    OutgoingBody.finish(response.body(), undefined);
    ResponseOutparam.set(out, { tag: 'ok', val: response });
  },
};
`;

export const makeWebApisComponent = async (
  engine: Engine,
  names: readonly string[],
): Promise<void> => {
  const source = scriptFor(names);
  const target = webApisComponent(engine);
  const script = target.replace(/\.wasm$/, '.js');
  await makeComponent(target, source, engine, async (wit) => {
    writeFileSync(script, engine.forTool(source));
    return engine.componentize({ script, wit, world: 'spin' });
  });
};
