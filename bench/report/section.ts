/** A section of a report, independent of its format. */
export interface Section {
  readonly title: string;
  /** Paragraphs: how it was measured, and how to read the numbers. */
  readonly text: readonly string[];
  readonly figures: readonly Figure[];
}

/** A table, and optionally a plot of the same numbers. */
export interface Figure {
  readonly caption: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** SVG with its legend. */
  readonly plot?: string;
}
