// The kernel of src/main.rs in JavaScript: prints a checksum, then the milliseconds of each pass.
const warmUp = 5;
const passes = 30;

const postingList = (length, start) => {
  const list = new Uint32Array(length);
  let seed = start;
  let last = 0;
  for (let n = 0; n < length; n++) {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    last += 1 + (seed >>> 30);
    list[n] = last;
  }
  return list;
};

const intersect = (one, other, found) => {
  let i = 0;
  let j = 0;
  let count = 0;
  while (i < one.length && j < other.length) {
    const a = one[i];
    const b = other[j];
    if (a === b) found[count++] = a;
    if (a <= b) i++;
    if (b <= a) j++;
  }
  return count;
};

const one = postingList(1_000_000, 1);
const other = postingList(1_000_000, 2);
const found = new Uint32Array(1_000_000);
const result = intersect(one, other, found);
console.log(result);
for (let n = 0; n < warmUp + passes; n++) {
  const started = performance.now();
  if (intersect(one, other, found) !== result) throw new Error('Two passes differ.');
  if (n >= warmUp) console.log(performance.now() - started);
}
