/** Links in a header (RFC 8288). */

/** Where the API is described (RFC 8631), for the header of whatever leads into it. */
export const descriptionLinks = {
  'service-desc': '/openapi.json',
  'service-doc': '/docs',
} as const;

/** @returns the value of the header `Link` for targets by their relation; null is none. */
export const linkHeader = (targets: Readonly<Record<string, string | null>>): string =>
  Object.entries(targets)
    .filter(([, target]) => target !== null)
    .map(([relation, target]) => `<${target}>; rel="${relation}"`)
    .join(', ');
