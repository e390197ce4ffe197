import { describe, expect, it } from 'vitest';
import {
  formatAmount,
  formatCount,
  formatDate,
  formatDates,
  formatNumber,
  formatRange,
} from '../../src/pages/format-text.js';

describe('numbers', () => {
  it.each([
    [0, '0'],
    [999, '999'],
    [12_000, '12,000'],
    [100_000_000, '100,000,000'],
    [0.01, '0.01'],
    [1234.5678, '1,234.5678'],
    [-1500, '-1,500'],
  ])('%d is %s', (value, text) => {
    expect(formatNumber(value)).toBe(text);
  });
});

describe('amounts', () => {
  it.each([
    [0.12345, 'ms', '0.123 ms'],
    [1234.5678, 'ms', '1,235 ms'],
    [0, 'ms', '0 ms'],
    [999, 'bytes', '999 bytes'],
    [13_117_620, 'bytes', '13.1 MB'],
    [58_500, 'bytes', '58.5 kB'],
    [1, 'passed', 'passed'],
    [0, 'passed', 'failed'],
  ])('%d %s are %s', (value, unit, text) => {
    expect(formatAmount(value, unit)).toBe(text);
  });

  it('have units in a range only if the ends may have different ones', () => {
    expect(formatRange(1.24, 1.456, 'ms')).toBe('1.24 to 1.46');
    expect(formatRange(900_000, 1_100_000, 'bytes')).toBe('900 kB to 1.1 MB');
  });
});

describe('counts', () => {
  it.each([
    [0, '0 takeaways'],
    [1, '1 takeaway'],
    [1200, '1,200 takeaways'],
  ])('%d is %s', (count, text) => {
    expect(formatCount(count, 'takeaway')).toBe(text);
  });
});

describe('dates', () => {
  it('are written out', () => {
    expect(formatDate('2024-03-26')).toBe('26 March 2024');
    expect(formatDate('2026-01-05T12:00:00.000Z')).toBe('5 January 2026');
  });

  it('in one month name it once', () => {
    expect(formatDates('2024-03-19', '2024-03-22')).toBe('19–22 March 2024');
  });

  it('in two months name both', () => {
    expect(formatDates('2024-04-30', '2024-05-03')).toBe('30 April 2024 – 3 May 2024');
  });
});
