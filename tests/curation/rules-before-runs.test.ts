/** Rules come before the runs that they judge: the history of the repository shows when each rule was committed. */
import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { earlierVerdicts, readDataset, readJson } from '../../curation/read-dataset.js';
import type { Rule } from '../../src/dataset/records/measurement.js';

const file = 'data/claims.json';
const git = (...args: string[]): string =>
  execFileSync('git', args, { encoding: 'utf8', maxBuffer: 2 ** 26, stdio: 'pipe' }).trim();

/** @returns why the history cannot be read, or undefined if it can. */
const unreadable = (): string | undefined => {
  try {
    return git('rev-parse', '--is-shallow-repository') === 'true'
      ? 'the clone is shallow; run: git fetch --unshallow'
      : undefined;
  } catch {
    return 'this is not a git repository';
  }
};

/** What a rule decides by; its words may be improved. */
const identityOf = (claim: string, rule: Partial<Rule>): string => {
  const { label: _, reason: __, since: ___, unit: ____, ...deciding } = rule;
  return JSON.stringify([claim, Object.entries(deciding).sort()]);
};

const claimsSchema = z.array(
  z.object({ id: z.string(), rules: z._default(z.array(z.record(z.string(), z.unknown())), []) }),
);

/** @returns the time of the first commit with each rule. */
const commitTimes = (): Map<string, number> => {
  const times = new Map<string, number>();
  const commits = git('log', '--format=%H %cI', '--', file).split('\n');
  for (const [commit = '', date = ''] of commits.map((line) => line.split(' '))) {
    const claims = claimsSchema.parse(JSON.parse(git('show', `${commit}:${file}`)));
    for (const { id, rules } of claims) {
      for (const rule of rules) {
        const key = identityOf(id, rule);
        times.set(key, Math.min(times.get(key) ?? Number.POSITIVE_INFINITY, Date.parse(date)));
      }
    }
  }
  return times;
};

const because = unreadable();
const { claims } = readDataset();
const rules = claims.flatMap(({ id, rules = [] }) => rules.map((rule) => ({ id, rule })));

describe.skipIf(because)(`rules come before runs${because ? ` (skipped: ${because})` : ''}`, () => {
  const committed = because ? new Map<string, number>() : commitTimes();

  it.each(rules)('$id, $rule.id: was committed before it takes effect', ({ id, rule }) => {
    const time = committed.get(identityOf(id, rule));
    expect(time, 'Commit the rule.').toBeDefined();
    expect(Date.parse(rule.since ?? ''), 'Move "since" past the commit.').toBeGreaterThan(
      time ?? Number.POSITIVE_INFINITY,
    );
  });

  it('no recorded run is older than the rule that judges it', () => {
    const early = claims.flatMap(({ id, rules = [], measurements = [] }) =>
      measurements.flatMap(({ runs, findings }) =>
        findings.flatMap(({ rule: name, cells = [] }) => {
          const rule = rules.find((one) => one.id === name);
          const time = committed.get(identityOf(id, rule ?? {})) ?? Number.POSITIVE_INFINITY;
          return cells
            .map((cell) => runs.find((run) => run.id === cell.run))
            .filter((run) => !run || Date.parse(run.date) <= time)
            .map((run) => `${id}, ${name}: ${run?.id}`);
        }),
      ),
    );
    expect(early).toEqual([]);
  });

  it('verdicts of earlier rules are about the statements of their commit', () => {
    const kept = z
      .array(z.object({ claim: z.string(), commit: z.string(), statement: z.string() }))
      .parse(readJson(`data/${earlierVerdicts}`));
    expect(kept.length).toBeGreaterThan(0);
    for (const { claim, commit, statement } of kept) {
      const then = z
        .array(z.object({ id: z.string(), statement: z.string() }))
        .parse(JSON.parse(git('show', `${commit}:${file}`)));
      expect(then).toContainEqual({ id: claim, statement });
    }
  });
});
