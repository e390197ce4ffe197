import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { html } from '../../src/encoding/markup.js';

/** Decodes character references like a browser. */
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
  it('preserves any text, in content and in attributes', () => {
    fc.assert(
      fc.property(text, (said) => {
        const markup = html`<p title="${said}">${said}</p>`.text;
        const [, title, content] = /^<p title="([^<>"]*)">([^<>]*)<\/p>$/.exec(markup) ?? [];
        expect([title, content].map((part) => decode(part ?? ''))).toEqual([said, said]);
      }),
    );
  });

  it('does not escape its own markup, single or in lists', () => {
    const items = ['a', 'b & c'].map((item) => html`<li>${item}</li>`);
    expect(html`<ul>${items}</ul>`.text).toBe('<ul><li>a</li><li>b &amp; c</li></ul>');
  });

  it('omits missing values, but not zero', () => {
    expect(html`<p>${undefined}${null}${false}${''}${[]}${0}</p>`.text).toBe('<p>0</p>');
  });
});
