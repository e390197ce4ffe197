/** The grid: for each claim and contender one word, which links to the numbers. */
import type { Findings } from '../../dataset/records/measurement.js';
import type { Claim } from '../../dataset/records/schema.js';
import { type Html, html } from '../../encoding/markup.js';
import { cellWords, combined, verdictWords } from './outcomes.js';

/** Contenders that fewer claims are judged for have no column of their own. */
const minClaimsOfColumn = 2;

interface Column {
  readonly id: string;
  readonly name: string;
}

/** The findings of one claim on one machine. */
interface Row {
  readonly claim: Claim;
  readonly found: Findings;
}

/** @returns one grid for each machine; nothing if no claim has been judged by its present rules. */
export const renderGrid = (claims: readonly Claim[]): Html => {
  const rows = claims.flatMap((claim) =>
    (claim.measurements ?? []).map((found): Row => ({ claim, found })),
  );
  const machines = [
    ...new Map(rows.map(({ found }) => [found.machine.id, found.machine])).values(),
  ];
  return html`${machines.map((machine) => {
    const here = rows.filter(({ found }) => found.machine.id === machine.id);
    const columns = columnsOf(here);
    return (
      columns.length > 0 &&
      html`<section class="grid" aria-labelledby="grid-${machine.id}">
<h2 id="grid-${machine.id}">What holds for what</h2>
<p>On ${machine.cpu}. <em>Holds</em>: in every kind and against every container. <em>Fails</em>: in none. <em>Depends</em>: the kinds or containers differ. <em>Open</em>: the spread allows both. Each word leads to its numbers.</p>
<div class="scroll" tabindex="0" role="region" aria-label="Claims by contender"><table>
<thead><tr><th scope="col">Claim</th><th scope="col">Verdict</th>${columns.map(({ name }) => html`<th scope="col">${name}</th>`)}<th scope="col">Others</th></tr></thead>
<tbody>${here.map((row) => renderRow(row, columns))}</tbody>
</table></div>
</section>`
    );
  })}`;
};

/** @returns the contenders that several claims are judged for, those of most claims first. */
const columnsOf = (rows: readonly Row[]): Column[] => {
  const counted = new Map<string, Column & { claims: number }>();
  for (const row of rows) {
    for (const { id, name } of contendersOf(row)) {
      counted.set(id, { id, name, claims: (counted.get(id)?.claims ?? 0) + 1 });
    }
  }
  return [...counted.values()]
    .filter(({ claims }) => claims >= minClaimsOfColumn)
    .sort((one, other) => other.claims - one.claims);
};

const contendersOf = ({ claim, found }: Row): Column[] => {
  const names = new Map(
    found.findings.flatMap(({ contenders }) => contenders.map(({ id, name }) => [id, name])),
  );
  return [...new Set(cellsOf({ claim, found }).map(({ contender }) => contender))].map((id) => ({
    id,
    name: names.get(id) ?? `${id}.wasm`,
  }));
};

/** The cells of the kinds that decide. */
const cellsOf = ({ claim, found }: Row) => {
  const deciding = new Set(
    (claim.rules ?? []).filter(({ decides }) => decides).map(({ id }) => id),
  );
  return found.findings.flatMap(({ rule, cells = [] }) => (deciding.has(rule) ? cells : []));
};

const renderRow = (row: Row, columns: readonly Column[]): Html => {
  const { claim, found } = row;
  const outcome = found.judgement?.outcome ?? found.verdict.outcome;
  const others = contendersOf(row).filter(({ id }) => columns.every((column) => column.id !== id));
  return html`<tr><th scope="row"><a href="#${claim.id}">${claim.statement}</a></th><td class="${outcome}">${verdictWords[outcome]}</td>${columns.map(
    (column) => renderCell(row, column),
  )}${
    others.length > 0
      ? html`<td>${others.map((one) => html`<span class="other">${one.name}: ${wordFor(row, one)}</span> `)}</td>`
      : html`<td>–</td>`
  }</tr>`;
};

const outcomeFor = (row: Row, { id }: Column) =>
  combined(
    cellsOf(row)
      .filter(({ contender }) => contender === id)
      .map(({ outcome }) => outcome),
  );

const renderCell = (row: Row, column: Column): Html => {
  const outcome = outcomeFor(row, column);
  return outcome
    ? html`<td class="${outcome}">${wordFor(row, column)}</td>`
    : html`<td><span class="muted" aria-label="not measured">–</span></td>`;
};

const wordFor = (row: Row, column: Column): Html | false => {
  const outcome = outcomeFor(row, column);
  return (
    outcome !== undefined &&
    html`<a href="#${anchorOf(row.claim.id, column.id)}" aria-label="${cellWords[outcome]} for ${column.name}: the numbers">${cellWords[outcome]}</a>`
  );
};

/** @returns the id of the place with the numbers of a contender for a claim. */
export const anchorOf = (claim: string, contender: string): string => `${claim}-for-${contender}`;
