import type { Estimate } from '../statistics.js';

/** @returns a number with three significant digits, and its thousands set apart. */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return '–';
  const digits =
    Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : Math.abs(value) >= 1 ? 2 : 3;
  return value.toLocaleString('en-GB', { maximumFractionDigits: digits });
}

/** @returns a value with its interval: `12.3 (11.9–13.0)`. */
export const formatEstimate = ({ value, low, high }: Estimate): string =>
  `${formatNumber(value)} (${formatNumber(low)}–${formatNumber(high)})`;
