/** What the build packs into a component. Who gets the bytes leaves them as they are. */
export interface Packed {
  /** The content as gzip (RFC 1952). */
  gzip(): Uint8Array<ArrayBuffer>;
  content(): Uint8Array<ArrayBuffer> | Promise<Uint8Array<ArrayBuffer>>;
}
