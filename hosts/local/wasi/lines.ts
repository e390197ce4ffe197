/** A longer line is cut, in characters. */
const maxLineLength = 8192;

/** Turns the bytes a guest writes to a standard stream into lines. */
export class LineSplitter {
  private readonly decoder = new TextDecoder();
  private unfinished = '';

  /** @param onLine takes each line, without its end. */
  constructor(private readonly onLine: (line: string) => void) {}

  write(bytes: Uint8Array): void {
    const lines = (this.unfinished + this.decoder.decode(bytes, { stream: true })).split('\n');
    this.unfinished = (lines.pop() ?? '').slice(0, maxLineLength);
    for (const line of lines) this.onLine(line.slice(0, maxLineLength));
  }

  /** Hands on what came after the last line end. */
  flush(): void {
    if (this.unfinished) this.onLine(this.unfinished);
    this.unfinished = '';
  }
}
