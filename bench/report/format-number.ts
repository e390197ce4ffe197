import type { Estimate } from '../../curation/verdicts/statistics.js';

/** @returns a number with three significant digits and thousands separators. */
export const formatNumber = (value: number): string => {
  if (!Number.isFinite(value)) return '–';
  return Math.abs(value) >= 100
    ? value.toLocaleString('en-GB', { maximumFractionDigits: 0 })
    : value.toLocaleString('en-GB', { maximumSignificantDigits: 3 });
};

/** @returns a value with its interval: `12.3 (11.9–13.0)`. */
export const formatEstimate = ({ value, low, high }: Estimate): string =>
  `${formatNumber(value)} (${formatNumber(low)}–${formatNumber(high)})`;
