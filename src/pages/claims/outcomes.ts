/** The words for outcomes. Colours only repeat them. */
import type { Judgement } from '../../dataset/records/measurement.js';
import { type Html, html } from '../../encoding/markup.js';

type Outcome = Judgement['outcome'];

/** For a claim: what the measurements say of it. */
export const verdictWords: Readonly<Record<Outcome, string>> = {
  supported: 'Supported',
  refuted: 'Refuted',
  undecided: 'Undecided',
  depends: 'Depends',
};

/** For one contender: whether the claim holds. */
export const cellWords: Readonly<Record<Outcome, string>> = {
  supported: 'holds',
  refuted: 'fails',
  undecided: 'open',
  depends: 'depends',
};

/** @returns the outcome of several, or `depends` if they differ. */
export const combined = (outcomes: readonly Outcome[]): Outcome | undefined =>
  new Set(outcomes).size > 1 ? 'depends' : outcomes[0];

/** @returns a paragraph with the verdict and its sentence. */
export const verdictOf = ({ outcome, text }: Judgement): Html =>
  html`<p class="verdict ${outcome}"><strong>${verdictWords[outcome]}</strong> ${text}</p>`;
