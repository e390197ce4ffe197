/** The alerts and the dashboard, by promtool. */
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import * as z from 'zod';
import { findProgram } from '../../../lib/programs.js';
import { temporaryDirectory } from '../../../lib/temporary-directory.js';
import { skipReason } from '../../support/describe-with.js';
import { dashboardQueries } from './dashboard.js';

const skipped = skipReason(
  findProgram('promtool') ? [] : ['promtool'],
  'Run: .ci/install-landscape promtool',
);

const folder = 'k8s/components/metrics';
const Rule = z.object({
  spec: z.object({
    groups: z.array(
      z.object({
        rules: z.array(
          z.object({
            alert: z.string(),
            labels: z.record(z.string(), z.string()),
            annotations: z.object({ runbook_url: z.string() }),
          }),
        ),
      }),
    ),
  }),
});
const { spec } = parse(readFileSync(join(folder, 'alerts.yaml'), 'utf8'));
const rules = Rule.parse({ spec }).spec.groups.flatMap((group) => group.rules);

const promtool = (files: Readonly<Record<string, object>>, ...args: readonly string[]): string => {
  const directory = temporaryDirectory();
  for (const [name, content] of Object.entries(files)) {
    writeFileSync(join(directory, name), stringify(content));
  }
  try {
    return execFileSync(findProgram('promtool') ?? 'promtool', args, {
      cwd: directory,
      encoding: 'utf8',
      stdio: 'pipe',
    });
  } catch (error) {
    return `${Reflect.get(error as object, 'stdout')}${Reflect.get(error as object, 'stderr')}`;
  }
};

const requests = 'spin_request_count_total{app_id="takeaways",component_id="takeaways"}';
const server = 'span_kind="SPAN_KIND_SERVER",http_request_method="GET"';
const calls = (status: number) =>
  `traces_span_metrics_calls_total{${server},http_response_status_code="${status}"}`;
const bucket = (le: string) => `traces_span_metrics_duration_seconds_bucket{${server},le="${le}"}`;

/** Series for half an hour, a sample a minute. */
const steady = (perMinute: number) => `0+${perMinute}x30`;
const healthy: Readonly<Record<string, string>> = {
  [requests]: steady(60),
  [calls(200)]: steady(60),
  [calls(503)]: steady(0),
  [bucket('0.5')]: steady(60),
  [bucket('5')]: steady(60),
  [bucket('+Inf')]: steady(60),
};

/** @returns whether exactly these alerts fire after half an hour of these series. */
const fires = (series: Readonly<Record<string, string>>, expected: readonly string[]): boolean => {
  const test = {
    rule_files: ['rules.yaml'],
    evaluation_interval: '1m',
    tests: [
      {
        interval: '1m',
        input_series: Object.entries(series).map(([name, values]) => ({ series: name, values })),
        promql_expr_test: rules.map(({ alert }) => ({
          expr: `count(ALERTS{alertname="${alert}",alertstate="firing"}) or vector(0)`,
          eval_time: '30m',
          exp_samples: [{ labels: '{}', value: expected.includes(alert) ? 1 : 0 }],
        })),
      },
    ],
  };
  const report = promtool({ 'rules.yaml': spec, 'test.yaml': test }, 'test', 'rules', 'test.yaml');
  if (!/SUCCESS|FAILED/.test(report)) throw new Error(report);
  return report.includes('SUCCESS');
};

describe.skipIf(skipped)(`The alerts${skipped}`, () => {
  it('are rules that Prometheus accepts', () => {
    expect(promtool({ 'rules.yaml': spec }, 'check', 'rules', 'rules.yaml')).toContain(
      `SUCCESS: ${rules.length} rules found`,
    );
  });

  it.each<[string, Readonly<Record<string, string>>, readonly string[]]>([
    ['nothing while all is well', healthy, []],
    ['nothing for one failure in a thousand', { ...healthy, [calls(503)]: '0+0.06x30' }, []],
    [
      'TakeawaysFailing when a tenth of the requests fail',
      { ...healthy, [calls(503)]: steady(6) },
      ['TakeawaysFailing'],
    ],
    [
      'TakeawaysSlow when a twentieth of the requests take seconds',
      { ...healthy, [bucket('0.5')]: steady(57) },
      ['TakeawaysSlow'],
    ],
    [
      'TakeawaysSilent when nothing is counted',
      { ...healthy, [requests]: '60x30' },
      ['TakeawaysSilent'],
    ],
    ['TakeawaysSilent when there are no metrics', {}, ['TakeawaysSilent']],
    [
      'TakeawaysSilent when another app is counted',
      { 'spin_request_count_total{app_id="other"}': steady(60) },
      ['TakeawaysSilent'],
    ],
  ])('tell %s', (_, series, expected) => {
    expect(fires(series, expected)).toBe(true);
  });

  it('are tested by what can fail', () => {
    expect(fires(healthy, ['TakeawaysFailing'])).toBe(false);
  });

  it('link to a section of the runbook', () => {
    const headings = [...readFileSync('k8s/README.md', 'utf8').matchAll(/^#+ (.*)$/gm)].map(
      ([, heading = '']) => `k8s/README.md#${heading.toLowerCase().replaceAll(' ', '-')}`,
    );
    const links = rules.map(({ annotations }) => annotations.runbook_url);
    expect(links.filter((link) => !headings.includes(link))).toEqual([]);
  });
});

describe.skipIf(skipped)(`The dashboard${skipped}`, () => {
  it('asks what Prometheus understands', () => {
    const recorded = dashboardQueries().map(({ query }, index) => ({
      record: `query:${index}`,
      expr: query,
    }));
    const group = { groups: [{ name: 'dashboard', rules: recorded }] };
    expect(promtool({ 'rules.yaml': group }, 'check', 'rules', 'rules.yaml')).toContain(
      `SUCCESS: ${recorded.length} rules found`,
    );
  });
});
