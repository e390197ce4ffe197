/**
 * TextEncoder and TextDecoder for UTF-8 (Encoding Standard). A loop over the characters is an order of
 * magnitude slower in an interpreter than the functions that the engine has in C, so those do the work.
 */

/** Most texts have such a character early, where the search ends. */
const beyondAscii = /[^\0-\x7f]/;

/** @returns the bytes of a text whose characters are all below 256. */
const bytesOf = (binary: string): Uint8Array<ArrayBuffer> => Uint8Array.fromBase64(btoa(binary));

/** @returns a text with a character for each byte. */
const binaryOf = (bytes: Uint8Array): string => atob(bytes.toBase64());

export class TextEncoder {
  readonly encoding = 'utf-8';

  encode(text = ''): Uint8Array<ArrayBuffer> {
    const source = String(text);
    return beyondAscii.test(source)
      ? bytesOf(unescape(encodeURIComponent(source.toWellFormed())))
      : bytesOf(source);
  }
}

interface DecoderOptions {
  readonly fatal?: boolean;
  readonly ignoreBOM?: boolean;
}

export class TextDecoder {
  readonly encoding = 'utf-8';
  readonly fatal: boolean;
  readonly ignoreBOM: boolean;

  /** @throws RangeError for any encoding but UTF-8 */
  constructor(label = 'utf-8', { fatal = false, ignoreBOM = false }: DecoderOptions = {}) {
    if (
      !/^\s*(?:unicode-1-1-utf-8|utf-?8|unicode11utf8|unicode20utf8|x-unicode20utf8)\s*$/i.test(
        label,
      )
    ) {
      throw new RangeError(`The encoding ${label} is not supported.`);
    }
    this.fatal = fatal;
    this.ignoreBOM = ignoreBOM;
  }

  /** @throws TypeError where the bytes are not UTF-8 and the decoder is fatal */
  decode(input: Uint8Array | ArrayBuffer = new Uint8Array()): string {
    const bytes = input instanceof Uint8Array ? input : new Uint8Array(input);
    const binary = binaryOf(bytes);
    if (!beyondAscii.test(binary)) return binary;
    const text = this.decodeBinary(binary, bytes);
    return text.startsWith('\ufeff') && !this.ignoreBOM ? text.slice(1) : text;
  }

  private decodeBinary(binary: string, bytes: Uint8Array): string {
    try {
      return decodeURIComponent(escape(binary));
    } catch {
      if (this.fatal) throw new TypeError('The bytes are not UTF-8.');
      return decodeLeniently(bytes);
    }
  }
}

/** What a first byte says: how many bytes follow, the bits that it has, and which second byte may follow. */
const leadOf = (
  byte: number,
): readonly [count: number, bits: number, low: number, high: number] => {
  if (byte >= 0xc2 && byte <= 0xdf) return [1, byte & 0x1f, 0x80, 0xbf];
  if (byte >= 0xe0 && byte <= 0xef) {
    return [2, byte & 0x0f, byte === 0xe0 ? 0xa0 : 0x80, byte === 0xed ? 0x9f : 0xbf];
  }
  if (byte >= 0xf0 && byte <= 0xf4) {
    return [3, byte & 0x07, byte === 0xf0 ? 0x90 : 0x80, byte === 0xf4 ? 0x8f : 0xbf];
  }
  return [-1, 0, 0, 0];
};

/** Puts U+FFFD where a sequence is broken (Encoding Standard, section 8.1.1). */
const decodeLeniently = (bytes: Uint8Array): string => {
  let text = '';
  for (let index = 0; index < bytes.length; ) {
    const first = bytes[index++] ?? 0;
    if (first < 0x80) {
      text += String.fromCharCode(first);
      continue;
    }
    const [count, bits, low, high] = leadOf(first);
    let [codePoint, rest, least, most] = [bits, count, low, high];
    while (rest > 0) {
      const next = bytes[index];
      if (next === undefined || next < least || next > most) break;
      codePoint = (codePoint << 6) | (next & 0x3f);
      [least, most] = [0x80, 0xbf];
      rest--;
      index++;
    }
    text += rest === 0 ? String.fromCodePoint(codePoint) : '\ufffd';
  }
  return text;
};
