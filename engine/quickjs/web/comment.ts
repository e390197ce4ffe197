/**
 * @param carrier a function with base64 in a comment, which the build leaves out of the memory of the component
 *   (engine/quickjs/memory/source-text.ts); a literal would stay there
 */
export const bytesIn = (carrier: () => void): Uint8Array<ArrayBuffer> => {
  const source = carrier.toString();
  return Uint8Array.fromBase64(source.slice(source.indexOf('/*!') + 3, source.lastIndexOf('*/')));
};
