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

/** Bytes of the first block for what calls are given. */
const block = 4096;

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
  // Headers, each by half a dozen calls: they are read and written as one block of memory.
  {
    what: /(fields\$method\$entries\(handle0\);\n)(?:.|\n)*?(?=\n *const retCopy)/,
    by: `$1  const [base4, len4] = new Uint32Array($memory.buffer, ret, 2);
  const words = new Uint32Array($memory.buffer, base4, len4 * 4);
  const result4 = [];
  for (let i = 0; i < words.length; i += 4) {
    const name = new Uint8Array($memory.buffer, words[i], words[i + 1]);
    const value = new Uint8Array($memory.buffer, words[i + 2], words[i + 3]);
    result4.push([TEXT_DECODER_UTF8.decode(name), value.slice()]);
  }
`,
  },
  {
    what: /( static fromList\(arg0\) \{\n)(?:.|\n)*?(?= *let ret;\n\s*ret = \S+fields\$static\$fromList\()/,
    by: `$1  const len3 = arg0.length;
  const names = TEXT_ENCODER_UTF8.encode(arg0.map((field) => field[0]).join(''));
  const bytes = arg0.reduce((sum, field) => sum + field[1].length, names.length);
  let at = $realloc(0, 0, 1, bytes);
  const result3 = $realloc(0, 0, 4, len3 * 16);
  const memory = new Uint8Array($memory.buffer);
  const words = new Uint32Array($memory.buffer, result3, len3 * 4);
  let name = at;
  memory.set(names, name);
  at += names.length;
  for (let i = 0; i < len3; i++) {
    const field = arg0[i];
    words[i * 4] = name;
    words[i * 4 + 1] = field[0].length;
    words[i * 4 + 2] = at;
    words[i * 4 + 3] = field[1].length;
    memory.set(field[1], at);
    name += field[0].length;
    at += field[1].length;
  }
`,
  },
  // What a call is given lies in a block that the next call takes again. It would be kept until the response is
  // written, and whatever the host gives is searched for among all that is kept: a dump of 66 MB kept 66 MB.
  { what: /\$realloc\(0, 0, /g, by: '$lower(0, 0, ' },
  { what: /, \$realloc, \$memory\)/g, by: ', $lower, $memory)' },
  { what: /^ *(?:ret = )?\$import_[\w$]+\(.+\);$/gm, by: '$&\n$release();' },
  {
    what: /^let \[\$memory, .*\] = \$bindings;\n/m,
    by: `$&let $block = 0, $size = 0, $used = 0;
const $full = [];
const $lower = (_, __, align, size) => {
  let at = ($used + align - 1) & -align;
  if (at + size > $size) {
    if ($block !== 0) $full.push($block);
    $size = Math.max(size, $size * 2, ${block});
    $block = $realloc(0, 0, 8, $size);
    at = 0;
  }
  $used = at + size;
  return $block + at;
};
const $release = () => {
  $used = 0;
  while ($full.length > 0) $dealloc($full.pop());
};
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
  for (let n = 0; n < 1000; n++) [n];
  const young = new Float64Array([${markOfYoung(0)[0]}, number]);
  if (number % ${maxObjects} === 0) $held = young;
};
$&  if (arg0 < 0) {
    if (arg0 === ${settle}) $settle();
    else $makeYoung(arg1);
    return;
  }
  // The block of a rehearsed request is gone with it.
  $block = $size = $used = 0;
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
