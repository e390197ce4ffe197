/** The HTML document around every page: head, navigation and footer. */

import { type Content, dataScript, type Html, html } from '../encoding/markup.js';
import type { Assets } from '../http/asset.js';
import type { LinkedData } from './linked-data.js';

/** The content of one page. */
export interface Page {
  /** The title, without the site's name. The front page has none. */
  readonly title?: string;
  /** One sentence about the page. */
  readonly description: string;
  /** The canonical path. */
  readonly canonical?: string;
  /** The path of the same data as JSON. */
  readonly json?: string;
  readonly main: Html;
  readonly footer?: Content;
  /** The asset name of an additional style sheet. */
  readonly style?: string;
  /** The asset name of a script. */
  readonly script?: string;
  /** Whether it is a text of its own rather than a list. */
  readonly article?: true;
  /** Describes the page in terms of schema.org. */
  readonly linkedData?: LinkedData;
}

const site = 'Takeaways';

const sections = [
  ['/', 'Explore'],
  ['/claims', 'Claims'],
  ['/docs', 'API'],
] as const;

/**
 * @param assets the styles and scripts
 * @param path the path of the request, to mark the current section
 * @param page the content of the page
 * @param origin the origin of the service, if known: links for other sites include it
 * @returns the document
 */
export const renderDocument = (assets: Assets, path: string, page: Page, origin = ''): string => {
  const { linkedData, article, title, description, canonical, json, main, footer, style, script } =
    page;
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
<meta property="og:site_name" content="${site}">
<meta property="og:type" content="${article ? 'article' : 'website'}">
<meta property="og:title" content="${title ?? site}">
<meta property="og:description" content="${description}">
${canonical && html`<meta property="og:url" content="${origin}${canonical}">`}
${canonical && html`<link rel="canonical" href="${canonical}">`}
${json && html`<link rel="alternate" type="application/json" href="${json}">`}
<link rel="alternate" type="application/atom+xml" title="${site}" href="/feed.atom">
<link rel="icon" href="/favicon.svg" type="image/svg+xml">
${styles.map((name) => html`<link rel="stylesheet" href="${assets[name]?.path}">`)}
${
  linkedData &&
  dataScript(
    'application/ld+json',
    linkedData((target) => origin + target),
  )
}
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
