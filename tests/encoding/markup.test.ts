import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { html } from '../../src/encoding/markup.js';

/** What a browser reads where there are character references. */
const decode = (markup: string): string =>
  markup
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replaceAll('&amp;', '&');

const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({ unit: fc.constantFrom('<', '>', '"', "'", '&', 'a', ';', '#', '/', ' ', '$', '`') }),
);

describe('the template tag html', () => {
  it('says any text, in content and in attributes, as it is and as nothing else', () => {
    fc.assert(
      fc.property(text, (said) => {
        const markup = html`<p title="${said}">${said}</p>`.text;
        const [, title, content] = /^<p title="([^<>"]*)">([^<>]*)<\/p>$/.exec(markup) ?? [];
        expect([title, content].map((part) => decode(part ?? ''))).toEqual([said, said]);
      }),
    );
  });

  it('takes over markup that it made itself, alone or several', () => {
    const items = ['a', 'b & c'].map((item) => html`<li>${item}</li>`);
    expect(html`<ul>${items}</ul>`.text).toBe('<ul><li>a</li><li>b &amp; c</li></ul>');
  });

  it('leaves out what is not there, and says zero', () => {
    expect(html`<p>${undefined}${null}${false}${''}${[]}${0}</p>`.text).toBe('<p>0</p>');
  });
});
