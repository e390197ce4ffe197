/** Hosts of URLs with the schemes http and https (URL Standard, section 3.5); domains in ASCII alone. */
import { decodePercent } from './percent-encoding.js';

/** What a domain must not contain. */
const forbidden = /[\0-\x20#%/:<>?@[\\\]^|\x7f]/;
const beyondAscii = /[^\0-\x7f]/;

/** @returns the host as it is serialized. @throws TypeError where it is none */
export const parseHost = (text: string): string => {
  if (text.startsWith('[')) {
    if (!text.endsWith(']')) throw invalid(text);
    return `[${serializeIpv6(parseIpv6(text.slice(1, -1)))}]`;
  }
  const domain = decodePercent(text).toLowerCase();
  if (domain === '' || forbidden.test(domain) || beyondAscii.test(domain)) throw invalid(text);
  return endsInNumber(domain) ? parseIpv4(domain) : domain;
};

const invalid = (text: string): TypeError => new TypeError(`${text} is no host.`);

const labelsOf = (domain: string): string[] => {
  const labels = domain.split('.');
  if (labels.length > 1 && labels.at(-1) === '') labels.pop();
  return labels;
};

/** Such a host is an IPv4 address, or none. */
const endsInNumber = (domain: string): boolean =>
  /^(?:\d+|0x[0-9a-f]*)$/.test(labelsOf(domain).at(-1) ?? '');

const parseIpv4 = (text: string): string => {
  const numbers = labelsOf(text).map(parseNumber);
  const last = numbers.at(-1) ?? Number.NaN;
  const isValid =
    numbers.length <= 4 &&
    numbers.slice(0, -1).every((number) => number <= 255) &&
    last < 256 ** (5 - numbers.length);
  if (!isValid) throw invalid(text);
  const address = numbers
    .slice(0, -1)
    .reduce((sum, number, index) => sum + number * 256 ** (3 - index), last);
  return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.');
};

/** @returns NaN where it is no number. */
const parseNumber = (text: string): number => {
  if (/^0x[0-9a-f]*$/.test(text)) return text === '0x' ? 0 : Number(text);
  if (/^0[0-7]+$/.test(text)) return Number.parseInt(text, 8);
  return /^(?:0|[1-9]\d*)$/.test(text) ? Number(text) : Number.NaN;
};

const parseIpv6 = (text: string): number[] => {
  const [before = '', after, ...more] = text.split('::');
  if (more.length > 0) throw invalid(text);
  const [first, last] = [piecesOf(before, after === undefined), piecesOf(after ?? '', true)];
  const missing = 8 - first.length - last.length;
  if (after === undefined ? missing !== 0 : missing < 1) throw invalid(text);
  return [...first, ...Array.from({ length: missing }, () => 0), ...last];
};

/** @param isLast whether the address ends here, which is where an IPv4 address may stand */
const piecesOf = (text: string, isLast: boolean): number[] => {
  if (text === '') return [];
  const parts = text.split(':');
  return parts.flatMap((part, index) => {
    if (/^[0-9a-f]{1,4}$/i.test(part)) return [Number.parseInt(part, 16)];
    const bytes = part.split('.');
    const isIpv4 =
      bytes.length === 4 && bytes.every((byte) => /^(?:0|[1-9]\d{0,2})$/.test(byte) && +byte < 256);
    if (!isIpv4 || !isLast || index < parts.length - 1) throw invalid(text);
    const [a = 0, b = 0, c = 0, d = 0] = bytes.map(Number);
    return [a * 256 + b, c * 256 + d];
  });
};

/** The longest run of zeros, of two at least, is left out; the first of several. */
const serializeIpv6 = (pieces: readonly number[]): string => {
  const hex = pieces.map((piece) => piece.toString(16)).join(':');
  const runs = hex.match(/(?<![^:])0(?::0)+(?![^:])/g) ?? [];
  const longest = runs.reduce((best, run) => (run.length > best.length ? run : best), '');
  if (longest === '') return hex;
  const start = hex.search(new RegExp(`(?<![^:])${longest}(?![^:])`));
  const [head, tail] = [hex.slice(0, start), hex.slice(start + longest.length)];
  return `${head.replace(/:$/, '')}::${tail.replace(/^:/, '')}`;
};
