import { hash } from 'node:crypto';

/** Web Crypto takes a promise and a thread for each of 100,000 entries. */
export const sha256 = (bytes: Uint8Array): Buffer => hash('sha256', bytes, 'buffer');
