/** HTML templates that escape their content. */

/** Markup that is safe to send. Only the template tag below creates it. */
export class Html {
  constructor(readonly text: string) {}
}

/** The content of a template: text, markup or a list of these. Null, undefined and false add nothing. */
export type Content = Html | string | number | false | null | undefined | readonly Content[];

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const textOf = (content: Content): string => {
  if (content instanceof Html) return content.text;
  if (Array.isArray(content)) return content.map(textOf).join('');
  if (content === false || content === null || content === undefined) return '';
  return String(content).replace(/[&<>"']/g, (character) => escapes[character] ?? '');
};

/** The template tag for HTML. Quote attributes with double quotes, and close every tag that you open. */
export const html = (markup: TemplateStringsArray, ...contents: readonly Content[]): Html =>
  new Html(
    contents.reduce<string>(
      (text, content, index) => text + textOf(content) + (markup[index + 1] ?? ''),
      markup[0] ?? '',
    ),
  );

/** @returns a data block: a script element that browsers do not run, with JSON. */
export const dataScript = (type: string, value: unknown): Html => {
  const json = JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return new Html(`<script type="${type}">${json}</script>`);
};
