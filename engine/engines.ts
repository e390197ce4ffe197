/** The engines that a component can be made with. */
import type { Engine } from './engine.js';
import { quickJs } from './quickjs/quickjs.js';
import { starlingMonkey } from './starlingmonkey/starlingmonkey.js';

/** @returns whether an engine has this name. */
export const isEngine = (name: string): name is Engine['id'] => Object.hasOwn(engines, name);

export const engines: Readonly<Record<Engine['id'], Engine>> = {
  starlingmonkey: starlingMonkey,
  quickjs: quickJs,
};
