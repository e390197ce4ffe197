/** Percent-encoding (URL Standard, section 1.3). */
import { TextDecoder, TextEncoder } from '../text.js';

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

const percentEncode = (character: string): string =>
  Array.from(
    encoder.encode(character),
    (byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`,
  ).join('');

/** @returns `text`, with each character that the pattern matches as the bytes of its UTF-8. */
export const encodeMatching = (text: string, pattern: RegExp): string =>
  text.search(pattern) < 0 ? text : text.toWellFormed().replace(pattern, percentEncode);

/** @returns what percent-encoded text means; what is no UTF-8 becomes U+FFFD. */
export const decodePercent = (text: string): string => {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    const bytes = encoder.encode(text);
    return decoder.decode(decodeBytes(bytes));
  }
};

const percentSign = 0x25;

const decodeBytes = (bytes: Uint8Array): Uint8Array => {
  const decoded: number[] = [];
  for (let index = 0; index < bytes.length; index++) {
    const byte = bytes[index] ?? 0;
    const digits = String.fromCharCode(...bytes.subarray(index + 1, index + 3));
    if (byte === percentSign && /^[0-9a-f]{2}$/i.test(digits)) {
      decoded.push(Number.parseInt(digits, 16));
      index += 2;
    } else decoded.push(byte);
  }
  return Uint8Array.from(decoded);
};
