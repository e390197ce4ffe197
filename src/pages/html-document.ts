/** What every page has: its head, the way to the others, and what it is made from. */

import { type Content, type Html, html } from '../encoding/markup.js';
import type { Assets } from '../http/asset.js';

/** One page, as far as it differs from others. */
export interface Page {
  /** Its name; the site's is added. None on the front page. */
  readonly title?: string;
  /** What it is about, in a sentence. */
  readonly description: string;
  /** The one address of what it shows. */
  readonly canonical?: string;
  /** The same as JSON. */
  readonly json?: string;
  readonly main: Html;
  /** What the dataset is at, where the page shows it. */
  readonly footer?: Content;
  /** The name of a style of its own among the assets. */
  readonly style?: string;
  /** The name of its script among the assets. */
  readonly script?: string;
}

const site = 'Takeaways';

const sections = [
  ['/', 'Explore'],
  ['/claims', 'Claims'],
  ['/docs', 'API'],
] as const;

/**
 * @param assets where styles and scripts are
 * @param path the path of the request: that section is the current one
 * @param page what to show
 * @returns the document
 */
export const renderDocument = (assets: Assets, path: string, page: Page): string => {
  const { title, description, canonical, json, main, footer, style, script } = page;
  const code = script && assets[script];
  const styles = ['pages.css', ...(style ? [style] : [])];
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title && `${title} – `}${site}</title>
<meta name="description" content="${description}">
${canonical && html`<link rel="canonical" href="${canonical}">`}
${json && html`<link rel="alternate" type="application/json" href="${json}">`}
<link rel="alternate" type="application/atom+xml" title="${site}" href="/feed.atom">
<link rel="icon" href="/favicon.svg" type="image/svg+xml">
${styles.map((name) => html`<link rel="stylesheet" href="${assets[name]?.path}">`)}
${code && html`<script type="module" src="${code.path}"></script>`}
</head>
<body>
<a class="skip" href="#main">Skip to the content</a>
<header class="site">
<a class="brand" href="/">${site}</a>
<nav class="sections" aria-label="Site">${sections.map(
    ([target, name]) =>
      html`<a href="${target}"${target === path && html` aria-current="page"`}>${name}</a>`,
  )}</nav>
</header>
<main id="main" tabindex="-1">
${main}
</main>
<footer class="site">
${footer}${json && html`<p><a href="${json}">This page as JSON</a></p>`}
</footer>
</body>
</html>
`.text;
};
