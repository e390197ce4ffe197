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

/** Bytes for the names and values of a response's headers. */
const headerRoom = 4096;

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
    what: /(?= entries\(\) \{\n(?:.|\n)*?ret = (\S+fields\$method\$entries)\()/,
    by: ` received() {
    let ret;
    ret = $1(this[symbolRscHandle]);
    const [list, count] = new Uint32Array($memory.buffer, ret, 2);
    $dealloc(ret);
    // Copied, for memory that grows gets another buffer. What the numbers tell of stays where it is.
    const words = new Uint32Array($memory.buffer.slice(list, list + count * 16));
    return { words, bytesAt: (at, length) => new Uint8Array($memory.buffer, at, length) };
  }
 `,
  },
  {
    what: /(?= static fromList\(arg0\) \{\n(?:.|\n)*?ret = (\S+fields\$static\$fromList)\()/,
    by: ` static fromTexts(values) {
    const count = Object.keys(values).length;
    const list = $realloc(0, 0, 4, count * 16);
    const start = $realloc(0, 0, 1, ${headerRoom});
    const words = new Uint32Array($memory.buffer, list, count * 4);
    let all = '';
    let at = start;
    let i = 0;
    for (const name in values) {
      const value = values[name];
      all += name + value;
      words[i++] = at;
      words[i++] = name.length;
      at += name.length;
      words[i++] = at;
      words[i++] = value.length;
      at += value.length;
    }
    const into = new Uint8Array($memory.buffer, start, ${headerRoom});
    const { read, written } = TEXT_ENCODER_UTF8.encodeInto(all, into);
    // Too long, or not ASCII, so that it has more bytes than characters.
    if (read !== all.length || written !== all.length) return undefined;
    let ret;
    ret = $1(list, count);
    const isRefused = dataView($memory).getUint8(ret, true) !== 0;
    const handle = dataView($memory).getInt32(ret + 4, true);
    $dealloc(ret);
    if (isRefused) return undefined;
    const fields = Object.create(this.prototype);
    fields[symbolRscHandle] = handle;
    return fields;
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
