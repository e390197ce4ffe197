const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** @returns `text` in UTF-8. */
export const encodeText = (text: string): Uint8Array<ArrayBuffer> => encoder.encode(text);

/** @returns the text of UTF-8 `bytes`. */
export const decodeText = (bytes: Uint8Array): string => decoder.decode(bytes);
