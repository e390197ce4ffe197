const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** @returns `text` as UTF-8. */
export const encodeText = (text: string): Uint8Array<ArrayBuffer> => encoder.encode(text);

/** @returns the text that UTF-8 `bytes` hold. */
export const decodeText = (bytes: Uint8Array): string => decoder.decode(bytes);
