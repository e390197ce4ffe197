import type { AxeResults } from 'axe-core';

/** @returns axe violations: the rule and the elements. */
export const violations = ({ violations }: AxeResults): string[] =>
  violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
