/** Counts what became of requests. */
import { mean, quantile } from 'simple-statistics';
import type { Reading } from './trend.js';

/** An answer that the model does not give. */
export interface Wrong {
  readonly request: string;
  readonly reason: string;
}

/** The latency of reads in ms, and the memory of the server in MiB where it is known, within one stretch of time. */
export interface Stretch {
  readonly minute: number;
  readonly requests: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly memory?: number;
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
  private readonly latencies: Reading[] = [];

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

  /** What was read in each minute, or in more than one if that makes more than thirty stretches. */
  stretches(): Stretch[] {
    const length = Math.max(1, Math.ceil(this.seconds / 60 / 30)) * Math.min(60, this.seconds / 2);
    const stretches: Stretch[] = [];
    for (let from = 0; from < this.seconds; from += length) {
      const within = (readings: readonly Reading[]) =>
        readings.filter(([at]) => at >= from && at < from + length).map(([, value]) => value);
      const latencies = within(this.latencies);
      if (latencies.length === 0) continue;
      const [p50 = 0, p95 = 0, p99 = 0] = quantile(latencies, [0.5, 0.95, 0.99]);
      const memory = within(this.memory);
      stretches.push({
        minute: from / 60,
        requests: latencies.length,
        p50,
        p95,
        p99,
        ...(memory.length > 0 ? { memory: mean(memory) } : {}),
      });
    }
    return stretches;
  }

  /** Latencies over time, for a trend. */
  get readings(): readonly Reading[] {
    return this.latencies;
  }
}
