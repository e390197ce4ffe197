/**
 * The script that componentize-js puts between the engine and ours, which every call of the host runs
 * through. It is made to cost less, and gets what the rehearsal needs. Each change must find what it is
 * for, so that another version of componentize-js cannot pass unnoticed.
 */
/** Instead of a request, the handle -1 asks to leave memory in order; -2 asks for a young object. */
export const settle = -1;
export const makeYoung = -2;

/** Young objects are numbered; of so many, the first is kept. */
export const maxObjects = 10_000;

/** @returns what the young object of this number holds. No other object holds the first of the two. */
export const markOfYoung = (number: number): Float64Array<ArrayBuffer> =>
  Float64Array.of(6.022_140_76e23, number);

/** Bytes of memory at the end that are free when a request begins. */
const room = 2 ** 20;

interface Change {
  readonly what: RegExp;
  readonly by: string;
}

const changes: readonly Change[] = [
  // Arguments for a log that is off.
  { what: /^ *_debugLog\('[^'\n]*'(?:, \{[^}]*\})?\);\n/gm, by: '' },
  // Handles are dropped by our script, or go with the instance: nobody waits for a garbage collection.
  { what: /^const finalizationRegistry_\S+ = new FinalizationRegistry\([^}]*\}\);\n/gm, by: '' },
  { what: /^ *finalizationRegistry_\S+\.(?:register|unregister)\(.*\);\n/gm, by: '' },
  {
    what: /Object\.defineProperty\((\w+), symbolRscHandle, \{ writable: true, value: (\w+)\}\);/g,
    by: '$1[symbolRscHandle] = $2;',
  },
  // A loop over the characters, for adapters that cannot shrink an allocation.
  {
    what: /^function _utf8AllocateAndEncode\((?:.|\n)*?^\}\n/m,
    by: `function _utf8AllocateAndEncode(s, realloc, memory) {
  const bytes = TEXT_ENCODER_UTF8.encode(s);
  const len = bytes.length;
  if (len === 0) return { ptr: 1, len };
  const ptr = realloc(0, 0, 1, len);
  new Uint8Array(memory.buffer, ptr, len).set(bytes);
  return { ptr, len };
}
`,
  },
  {
    what: /^async function export_incomingHandler_\w+\$handle\(arg0, arg1\) \{\n/m,
    by: `const $settle = () => {
  // All that is free below this, which then is what a request takes first.
  const top = $realloc(0, 0, 8, ${room});
  const taken = [];
  for (let size = 262144; size >= 16; size /= 2) {
    for (;;) {
      const block = $realloc(0, 0, 8, size);
      taken.push(block);
      if (block > top) break;
      new Uint8Array($memory.buffer, block, size).fill(0);
    }
  }
  for (const block of taken) $dealloc(block);
  $dealloc(top);
};
let $held;
const $makeYoung = (number) => {
  for (let n = 0; n < 100; n++) [n];
  const young = new Float64Array([${markOfYoung(0)[0]}, number]);
  if (number % ${maxObjects} === 0) $held = young;
};
$&  if (arg0 < 0) {
    if (arg0 === ${settle}) $settle();
    else $makeYoung(arg1);
    return;
  }
`,
  },
];

/** @returns the script, changed. @throws Error if it has nothing of what a change is for */
export const adaptGlue = (script: string): string =>
  changes.reduce((text, { what, by }) => {
    const changed = text.replace(what, by);
    if (changed === text) throw new Error(`The glue of componentize-js has nothing like ${what}`);
    return changed;
  }, script);
