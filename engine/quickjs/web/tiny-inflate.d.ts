declare module 'tiny-inflate' {
  /** Inflates a stream (RFC 1951) into `content`, which has its length. @throws Error if it is none */
  export default function inflate(
    stream: Uint8Array<ArrayBuffer>,
    content: Uint8Array<ArrayBuffer>,
  ): Uint8Array<ArrayBuffer>;
}
