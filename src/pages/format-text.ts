/** Numbers, dates and counts as English text. The component's engine has no `Intl`. */

/** @returns `12,000`, `0.01` */
export const formatNumber = (value: number): string => {
  const [whole = '', fraction] = String(value).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
};

/** @returns a number with three significant digits: `0.123`, `12.3`, `1,234` */
export const formatShort = (value: number): string =>
  formatNumber(Math.abs(value) >= 1000 ? Math.round(value) : Number(value.toPrecision(3)));

/** @returns `12.3 ms`, `13.1 MB` for bytes, or `passed` or `failed` */
export const formatAmount = (value: number, unit: string): string => {
  if (unit === 'passed') return value >= 1 ? 'passed' : 'failed';
  if (unit !== 'bytes' || value < 1000) return `${formatShort(value)} ${unit}`;
  const power = Math.min(3, Math.floor(Math.log10(value) / 3));
  return `${formatShort(value / 1000 ** power)} ${['', 'kB', 'MB', 'GB'][power]}`;
};

/** @returns `1.2 to 1.4` without the unit, except for bytes: `1.2 kB to 1.4 MB` */
export const formatRange = (low: number, high: number, unit: string): string =>
  unit === 'bytes'
    ? `${formatAmount(low, unit)} to ${formatAmount(high, unit)}`
    : `${formatShort(low)} to ${formatShort(high)}`;

/** @returns `1 takeaway`, `2 takeaways`, `1,200 takeaways` */
export const formatCount = (count: number, noun: string): string =>
  `${formatNumber(count)} ${noun}${count === 1 ? '' : 's'}`;

const months =
  'January February March April May June July August September October November December'.split(
    ' ',
  );

const partsOf = (date: string) => {
  const [year, month = 1, day] = date.slice(0, 10).split('-').map(Number);
  return { year, month: months[month - 1], day };
};

/** @returns an ISO date as `26 March 2024`. */
export const formatDate = (date: string): string => {
  const { year, month, day } = partsOf(date);
  return `${day} ${month} ${year}`;
};

/** @returns `19–22 March 2024`, or both dates in full if their months differ */
export const formatDates = (start: string, end: string): string => {
  const [first, last] = [partsOf(start), partsOf(end)];
  return first.month === last.month && first.year === last.year
    ? `${first.day}–${formatDate(end)}`
    : `${formatDate(start)} – ${formatDate(end)}`;
};
