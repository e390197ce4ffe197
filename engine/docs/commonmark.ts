import { type Html, html } from '../../src/encoding/markup.js';

/** @returns the subset of CommonMark that the documentation uses, as HTML: `code`, **strong** and paragraphs. */
export const markdown = (text: string): Html[] =>
  text.split('\n\n').map((paragraph) => html`<p>${inline(paragraph)}</p>`);

/** @returns the same for a text without paragraphs. */
export const inline = (text: string): (Html | string)[] =>
  text.split(/(`[^`]+`|\*\*[^*]+\*\*)/).map((part) => {
    if (part.startsWith('`')) return html`<code>${part.slice(1, -1)}</code>`;
    if (part.startsWith('**')) return html`<strong>${part.slice(2, -2)}</strong>`;
    return part;
  });
