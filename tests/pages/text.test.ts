import { describe, expect, it } from 'vitest';
import { countOf, formatDate, formatDates, formatNumber } from '../../src/pages/text.js';

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

describe('counts', () => {
  it.each([
    [0, '0 takeaways'],
    [1, '1 takeaway'],
    [1200, '1,200 takeaways'],
  ])('%d is %s', (count, text) => {
    expect(countOf(count, 'takeaway')).toBe(text);
  });
});

describe('dates', () => {
  it('are written out', () => {
    expect(formatDate('2024-03-26')).toBe('26 March 2024');
    expect(formatDate('2026-01-05T12:00:00.000Z')).toBe('5 January 2026');
  });

  it('of one month name it once', () => {
    expect(formatDates('2024-03-19', '2024-03-22')).toBe('19–22 March 2024');
  });

  it('of two months name both', () => {
    expect(formatDates('2024-04-30', '2024-05-03')).toBe('30 April 2024 – 3 May 2024');
  });
});
