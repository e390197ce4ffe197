/** Counts what became of requests. */
import { quantile } from 'simple-statistics';
import type { Reading } from './trend.js';

/** An answer that the model does not give. */
export interface Wrong {
  readonly request: string;
  readonly reason: string;
}

/** The latency within one stretch of time. */
export interface Stretch {
  readonly minute: number;
  readonly requests: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

/** How many wrong answers are described. */
const maxDescribed = 20;

export class Tally {
  readonly started = performance.now();
  readonly counts: Record<string, number> = {};
  readonly errors: Record<string, number> = {};
  readonly described: Wrong[] = [];
  readonly memory: Reading[] = [];
  wrong = 0;
  private readonly latencies: [seconds: number, milliseconds: number][] = [];

  /** Seconds since the soak began. */
  get seconds(): number {
    return (performance.now() - this.started) / 1000;
  }

  get requests(): number {
    return Object.values(this.counts).reduce((sum, count) => sum + count, 0);
  }

  done(kind: string): void {
    this.counts[kind] = (this.counts[kind] ?? 0) + 1;
  }

  error(kind: string): void {
    this.errors[kind] = (this.errors[kind] ?? 0) + 1;
  }

  isWrong(request: string, reason: string): void {
    this.wrong++;
    if (this.described.length < maxDescribed) this.described.push({ request, reason });
  }

  took(milliseconds: number): void {
    this.latencies.push([this.seconds, milliseconds]);
  }

  /** The latency of reads in each of ten stretches, or in each minute if there are more. */
  stretches(): Stretch[] {
    const length = Math.max(1, Math.ceil(this.seconds / 60 / 30)) * Math.min(60, this.seconds / 2);
    const stretches: Stretch[] = [];
    for (let from = 0; from < this.seconds; from += length) {
      const within = this.latencies
        .filter(([at]) => at >= from && at < from + length)
        .map(([, milliseconds]) => milliseconds);
      if (within.length === 0) continue;
      const [p50 = 0, p95 = 0, p99 = 0] = quantile(within, [0.5, 0.95, 0.99]);
      stretches.push({ minute: from / 60, requests: within.length, p50, p95, p99 });
    }
    return stretches;
  }

  /** Latencies over time, for a trend. */
  get readings(): readonly Reading[] {
    return this.latencies;
  }
}
