/** HTML as a value of its own: what a template is given is escaped, unless it is HTML already. */

/** Markup that is safe to send. Only the template tag below makes it. */
export class Html {
  constructor(readonly text: string) {}
}

/** What a template takes: text, markup, or several; nothing for what is left out. */
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

/** The tag of HTML templates. Attributes stand in double quotes; a template ends outside of a tag. */
export const html = (markup: TemplateStringsArray, ...contents: readonly Content[]): Html =>
  new Html(
    contents.reduce<string>(
      (text, content, index) => text + textOf(content) + (markup[index + 1] ?? ''),
      markup[0] ?? '',
    ),
  );
