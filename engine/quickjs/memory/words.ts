const decoder = new TextDecoder();

/** The memory of the engine, by the numbers in it. */
export class Words {
  private readonly view: DataView;

  constructor(readonly image: Uint8Array) {
    this.view = new DataView(image.buffer, image.byteOffset, image.byteLength);
  }

  get length(): number {
    return this.image.length;
  }

  u8(address: number): number {
    return this.view.getUint8(address);
  }

  u16(address: number): number {
    return this.view.getUint16(address, true);
  }

  u32(address: number): number {
    return this.view.getUint32(address, true);
  }

  setU16(address: number, value: number): void {
    this.view.setUint16(address, value, true);
  }

  setU32(address: number, value: number): void {
    this.view.setUint32(address, value, true);
  }

  /** @returns what lies there as UTF-8 */
  text(start: number, end: number): string {
    return decoder.decode(this.image.subarray(start, end));
  }

  /** @returns whether so many bytes lie there, from an address that is a multiple of four */
  has(address: number, bytes: number): boolean {
    return address > 0 && address % 4 === 0 && address + bytes <= this.length;
  }

  zero(start: number, end: number): void {
    this.image.fill(0, start, end);
  }
}

export const unexpected = (what: string): Error =>
  new Error(`The engine's memory is not laid out as expected: ${what}.`);
