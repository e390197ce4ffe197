import type { AxeResults } from 'axe-core';

/** @returns what axe finds wrong: the rule, and where it is broken. */
export const violations = ({ violations }: AxeResults): string[] =>
  violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
