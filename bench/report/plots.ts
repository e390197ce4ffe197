/** Plots as static SVG. */
import * as Plot from '@observablehq/plot';
import { JSDOM } from 'jsdom';
import type { Point } from '../../curation/verdicts/statistics.js';

const { document } = new JSDOM('').window;

/** Mid tones with contrast to white and black, distinguishable with colour blindness. */
export const palette = [
  '#e8710a',
  '#3b82d9',
  '#1a9e77',
  '#c0559b',
  '#9b8d0c',
  '#7a6ff0',
  '#d1493f',
  '#2a9fb0',
  '#7d8590',
];

export interface NamedSamples {
  readonly name: string;
  readonly samples: readonly number[];
}

export interface NamedPoints {
  readonly name: string;
  readonly points: readonly Point[];
}

const common = {
  document,
  width: 800,
  marginLeft: 60,
  style: { background: 'transparent', color: 'currentColor', fontSize: '12px' },
};

const colours = (names: readonly string[]) => ({
  domain: [...names],
  range: names.map((_, n) => palette[n % palette.length] ?? 'currentColor'),
  legend: true,
});

/** @returns the ECDF of each contender. */
export const cumulativeShares = (all: readonly NamedSamples[], unit: string): string => {
  const steps = all.flatMap(({ name, samples }) => {
    const sorted = [...samples].sort((a, b) => a - b);
    const lowest = { name, value: sorted[0] ?? 0, share: 0 };
    return [lowest, ...sorted.map((value, n) => ({ name, value, share: (n + 1) / sorted.length }))];
  });
  const values = steps.map(({ value }) => value);
  const wide = Math.max(...values) > 20 * Math.min(...values);
  return draw({
    ...common,
    height: 320,
    x: {
      label: `${unit} →`,
      type: wide ? 'log' : 'linear',
      ...(wide ? {} : { zero: true }),
      grid: true,
    },
    y: { label: '↑ share of samples', domain: [0, 1], tickFormat: '%', grid: true },
    color: colours(all.map(({ name }) => name)),
    marks: [
      Plot.line(steps, {
        x: 'value',
        y: 'share',
        z: 'name',
        stroke: 'name',
        curve: 'step-after',
        strokeWidth: 2,
      }),
    ],
  });
};

/** @returns samples by the number of apps, with the fitted line of each contender. */
export const fittedLines = (all: readonly NamedPoints[], unit: string): string => {
  const points = all.flatMap(({ name, points }) => points.map(([x, y]) => ({ name, x, y })));
  return draw({
    ...common,
    height: 360,
    x: { label: 'apps →', grid: true },
    y: { label: `↑ ${unit}`, zero: true, grid: true },
    color: colours(all.map(({ name }) => name)),
    marks: [
      Plot.linearRegressionY(points, { x: 'x', y: 'y', stroke: 'name', ci: 0.95 }),
      Plot.dot(points, { x: 'x', y: 'y', stroke: 'name', r: 3 }),
    ],
  });
};

/** @returns a bar chart with a bar per contender, in groups. */
export const bars = (
  all: readonly { readonly name: string; readonly group: string; readonly value: number }[],
  unit: string,
): string => {
  const names = [...new Set(all.map(({ name }) => name))];
  return draw({
    ...common,
    marginLeft: 210,
    marginRight: 90,
    height: 60 + 24 * all.length,
    x: { label: `${unit} →`, grid: true },
    y: { label: null, domain: names },
    fy: { label: null, domain: [...new Set(all.map(({ group }) => group))] },
    color: { ...colours(names), legend: false },
    marks: [Plot.barX(all, { x: 'value', y: 'name', fy: 'group', fill: 'name' }), Plot.ruleX([0])],
  });
};

/** @returns a stacked bar per contender, a colour for each part. */
export const stackedBars = (
  all: readonly { readonly name: string; readonly part: string; readonly value: number }[],
  unit: string,
): string => {
  const names = [...new Set(all.map(({ name }) => name))];
  return draw({
    ...common,
    marginLeft: 260,
    height: 80 + 28 * names.length,
    x: { label: `${unit} →`, grid: true },
    y: { label: null, domain: names },
    color: colours([...new Set(all.map(({ part }) => part))]),
    marks: [Plot.barX(all, Plot.stackX({ x: 'value', y: 'name', fill: 'part' })), Plot.ruleX([0])],
  });
};

const draw = (options: Plot.PlotOptions): string => Plot.plot(options).outerHTML;
