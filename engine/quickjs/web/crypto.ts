/** Web Cryptography, as much of it as the service uses. */

import { getRandomBytes } from 'wasi:random/random@0.2.10';
import { sha256 } from '@noble/hashes/sha2.js';

export const crypto = {
  subtle: {
    /** @throws DOMException for any algorithm but SHA-256 */
    async digest(algorithm: string, data: Uint8Array): Promise<ArrayBuffer> {
      if (algorithm.toUpperCase() !== 'SHA-256') {
        throw new DOMException(`The algorithm ${algorithm} is not supported.`, 'NotSupportedError');
      }
      return sha256(data).slice().buffer;
    },
  },
  getRandomValues<View extends ArrayBufferView>(view: View): View {
    const { buffer, byteOffset, byteLength } = view;
    new Uint8Array(buffer, byteOffset, byteLength).set(getRandomBytes(byteLength));
    return view;
  },
};
