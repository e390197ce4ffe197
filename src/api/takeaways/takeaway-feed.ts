/** Takeaways as an Atom feed (RFC 4287), in pages (RFC 5005). */

import type { Takeaway } from '../../dataset/records/schema.js';
import type { Revision } from '../../dataset/revisions/revision.js';
import { html as xml } from '../../encoding/markup.js';

/** What a feed is made of. */
export interface Feed {
  readonly takeaways: readonly Takeaway[];
  readonly revision: Revision;
  /** Where the service is: identities of entries begin with it. */
  readonly origin: string;
  /** The paths of this page and its neighbours by relation; null is none. */
  readonly links: Readonly<Record<string, string | null>>;
}

/** What XML 1.0 has no way to write. */
const unwritable = /[^\t\n\r -\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

/** @returns the document. Every entry is as new as the revision: a revision is published whole. */
export const feedOf = ({ takeaways, revision, origin, links }: Feed): string =>
  xml`<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">
<id>${origin}${links.first}</id>
<title>Takeaways</title>
<subtitle>What write-ups brought home from KubeCon + CloudNativeCon Europe</subtitle>
<updated>${revision.publishedAt}</updated>
<author><name>Takeaways</name></author>
<icon>${origin}/favicon.svg</icon>
${Object.entries(links).map(
  ([relation, path]) =>
    path !== null &&
    xml`<link rel="${relation}" type="application/atom+xml" href="${origin}${path}"/>
`,
)}${takeaways.map((takeaway) => entryOf(takeaway, revision, origin))}</feed>
`.text.replace(unwritable, '');

const entryOf = (takeaway: Takeaway, { publishedAt }: Revision, origin: string) => {
  const { id, title, summary, topic, technologies, links } = takeaway;
  return xml`<entry>
<id>${origin}/v1/takeaways/${id}</id>
<title>${title}</title>
<updated>${publishedAt}</updated>
<link rel="alternate" type="text/html" href="${origin}/takeaways/${id}"/>
${links.map(
  ({ url, title }) => xml`<link rel="related" href="${url}" title="${title}"/>
`,
)}${[topic, ...technologies].map((term) => xml`<category term="${term}"/>`)}
<summary>${summary}</summary>
</entry>
`;
};
