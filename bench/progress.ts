import { SingleBar } from 'cli-progress';

/** Shows progress on standard error: a bar on a terminal, else one line per step. */
export class Progress {
  private readonly started = performance.now();
  private readonly bar: SingleBar | undefined;
  private done = 0;
  private total = 0;

  constructor(stream: NodeJS.WriteStream = process.stderr) {
    if (!stream.isTTY) return;
    const format = '{bar} {percentage}% {duration_formatted}  {text}';
    this.bar = new SingleBar({ format, stream, barsize: 20, clearOnComplete: true });
  }

  /** @param steps the number of remaining steps */
  expect(steps: number): void {
    this.total = this.done + steps;
    if (this.done === 0) this.bar?.start(this.total, 0, { text: '' });
    else this.bar?.setTotal(this.total);
  }

  step(text: string): void {
    if (this.bar) this.bar.update(this.done, { text });
    else {
      const seconds = ((performance.now() - this.started) / 1000).toFixed(0);
      process.stderr.write(`[${this.done + 1}/${this.total}, ${seconds} s] ${text}\n`);
    }
    this.done += 1;
  }

  end(): void {
    this.bar?.stop();
  }
}
