/** Takeaways as a paged Atom feed (RFC 4287, RFC 5005). */

import type { Takeaway } from '../../dataset/records/schema.js';
import type { Revision } from '../../dataset/revisions/revision.js';
import { html as xml } from '../../encoding/markup.js';

/** One page of a feed. */
export interface Feed {
  readonly takeaways: readonly Takeaway[];
  readonly revision: Revision;
  /** The origin of the service; entry ids start with it. */
  readonly origin: string;
  /** The paths of this page and the adjacent ones, by relation. */
  readonly links: Readonly<Record<string, string | null>>;
}

/** Characters that XML 1.0 cannot represent. */
const invalidInXml = /[^\t\n\r -\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

/** @returns the feed. Every entry has the revision's date, because a revision is published as a whole. */
export const feedOf = ({ takeaways, revision, origin, links }: Feed): string =>
  xml`<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">
<id>${origin}${links.first}</id>
<title>Takeaways</title>
<subtitle>Takeaways from write-ups of KubeCon + CloudNativeCon Europe</subtitle>
<updated>${revision.publishedAt}</updated>
<author><name>Takeaways</name></author>
<icon>${origin}/favicon.svg</icon>
${Object.entries(links).map(
  ([relation, path]) =>
    path !== null &&
    xml`<link rel="${relation}" type="application/atom+xml" href="${origin}${path}"/>
`,
)}${takeaways.map((takeaway) => entryOf(takeaway, revision, origin))}</feed>
`.text.replace(invalidInXml, '');

const entryOf = (takeaway: Takeaway, { publishedAt }: Revision, origin: string) => {
  const { id, title, summary, topic, topics = [topic], technologies, links, related } = takeaway;
  return xml`<entry>
<id>${origin}/v1/takeaways/${id}</id>
<title>${title}</title>
<updated>${publishedAt}</updated>
<link rel="alternate" type="text/html" href="${origin}/takeaways/${id}"/>
${related?.map(
  (other) => xml`<link rel="related" type="text/html" href="${origin}/takeaways/${other}"/>
`,
)}${links.map(
  ({ url, title }) => xml`<link rel="related" href="${url}" title="${title}"/>
`,
)}${[...topics, ...technologies].map((term) => xml`<category term="${term}"/>`)}
<summary>${summary}</summary>
</entry>
`;
};
