/** In characters; longer lines are truncated. */
const maxLineLength = 8192;

/** Splits the output of a guest into lines. */
export class LineSplitter {
  private readonly decoder = new TextDecoder();
  private unfinished = '';

  /** @param onLine receives each line without its terminator */
  constructor(private readonly onLine: (line: string) => void) {}

  write(bytes: Uint8Array): void {
    const lines = (this.unfinished + this.decoder.decode(bytes, { stream: true })).split('\n');
    this.unfinished = (lines.pop() ?? '').slice(0, maxLineLength);
    for (const line of lines) this.onLine(line.slice(0, maxLineLength));
  }

  /** Emits an unterminated last line. */
  flush(): void {
    if (this.unfinished) this.onLine(this.unfinished);
    this.unfinished = '';
  }
}
