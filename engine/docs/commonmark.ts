import { type Html, html } from '../../src/encoding/markup.js';

/** @returns a text with `code`, **strong** words and paragraphs as HTML: the CommonMark that we write. */
export const markdown = (text: string): Html[] =>
  text.split('\n\n').map((paragraph) => html`<p>${inline(paragraph)}</p>`);

/** @returns the same without paragraphs. */
export const inline = (text: string): (Html | string)[] =>
  text.split(/(`[^`]+`|\*\*[^*]+\*\*)/).map((part) => {
    if (part.startsWith('`')) return html`<code>${part.slice(1, -1)}</code>`;
    if (part.startsWith('**')) return html`<strong>${part.slice(2, -2)}</strong>`;
    return part;
  });
