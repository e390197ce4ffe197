/** What a report consists of, whatever it is written in. */
export interface Section {
  readonly title: string;
  /** What was done, and what must be known to read the numbers; paragraphs. */
  readonly text: readonly string[];
  readonly figures: readonly Figure[];
}

/** A table and, where a picture says more, the same as a plot. */
export interface Figure {
  readonly caption: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** An SVG, in an HTML figure with its legend. */
  readonly plot?: string;
}
