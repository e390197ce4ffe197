/** URLSearchParams (URL Standard, section 6). */
import { decodePercent } from './percent-encoding.js';

type Pair = [name: string, value: string];

type Init =
  | string
  | Iterable<readonly [string, string]>
  | Readonly<Record<string, string>>
  | URLSearchParams;

export class URLSearchParams {
  private pairs: Pair[];
  private readonly changed: () => void;

  /** @param changed called whenever the list is another one; for URL */
  constructor(init: Init = '', changed: () => void = () => {}) {
    this.pairs = pairsOf(init);
    this.changed = changed;
  }

  get size(): number {
    return this.pairs.length;
  }

  append(name: string, value: string): void {
    this.pairs.push([wellFormed(name), wellFormed(value)]);
    this.changed();
  }

  delete(name: string, value?: string): void {
    this.pairs = this.pairs.filter((pair) => !matches(pair, name, value));
    this.changed();
  }

  get(name: string): string | null {
    return this.pairs.find(([key]) => key === name)?.[1] ?? null;
  }

  getAll(name: string): string[] {
    return this.pairs.flatMap(([key, value]) => (key === name ? [value] : []));
  }

  has(name: string, value?: string): boolean {
    return this.pairs.some((pair) => matches(pair, name, value));
  }

  set(name: string, value: string): void {
    const first = this.pairs.findIndex(([key]) => key === name);
    if (first < 0) this.pairs.push([wellFormed(name), wellFormed(value)]);
    else {
      this.pairs = this.pairs.filter(([key], index) => key !== name || index === first);
      this.pairs[first] = [wellFormed(name), wellFormed(value)];
    }
    this.changed();
  }

  /** Sorts by the code units of the names, and leaves pairs of the same name in their order. */
  sort(): void {
    this.pairs.sort(([one], [other]) => Number(one > other) - Number(one < other));
    this.changed();
  }

  forEach(visit: (value: string, name: string, params: URLSearchParams) => void): void {
    for (const [name, value] of this.pairs) visit(value, name, this);
  }

  *entries(): Generator<Pair> {
    for (const [name, value] of this.pairs) yield [name, value];
  }

  *keys(): Generator<string> {
    for (const [name] of this.pairs) yield name;
  }

  *values(): Generator<string> {
    for (const [, value] of this.pairs) yield value;
  }

  [Symbol.iterator](): Generator<Pair> {
    return this.entries();
  }

  toString(): string {
    return this.pairs.map(([name, value]) => `${encode(name)}=${encode(value)}`).join('&');
  }
}

const matches = ([key, content]: Pair, name: string, value?: string): boolean =>
  key === name && (value === undefined || content === value);

const wellFormed = (text: unknown): string => String(text).toWellFormed();

const pairsOf = (init: Init): Pair[] => {
  if (typeof init === 'string') return parse(init.startsWith('?') ? init.slice(1) : init);
  const pairs = Symbol.iterator in init ? [...init] : Object.entries(init);
  return pairs.map((pair) => {
    const [name, value] = [...pair];
    if (value === undefined || [...pair].length !== 2) {
      throw new TypeError('Each pair has a name and a value.');
    }
    return [wellFormed(name), wellFormed(value)];
  });
};

/** Parses application/x-www-form-urlencoded. */
const parse = (text: string): Pair[] =>
  text
    .split('&')
    .filter((part) => part !== '')
    .map((part) => {
      const spaced = part.replaceAll('+', ' ');
      const end = spaced.indexOf('=');
      return end < 0
        ? [decode(spaced), '']
        : [decode(spaced.slice(0, end)), decode(spaced.slice(end + 1))];
    });

const decode = (text: string): string => decodePercent(text).toWellFormed();

/** What encodeURIComponent leaves as it is, and this encoding does not. */
const alsoEncoded = /[!'()~]/g;

/** Serializes to application/x-www-form-urlencoded. */
const encode = (text: string): string =>
  encodeURIComponent(text)
    .replaceAll('%20', '+')
    .replace(alsoEncoded, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
