/** The `Link` header (RFC 8288). */

/** Links to the API's description (RFC 8631). */
export const descriptionLinks = {
  'service-desc': '/openapi.json',
  'service-doc': '/docs',
} as const;

/** @returns the value of `Link` for targets by relation; null targets are left out. */
export const linkHeader = (targets: Readonly<Record<string, string | null>>): string =>
  Object.entries(targets)
    .filter(([, target]) => target !== null)
    .map(([relation, target]) => `<${target}>; rel="${relation}"`)
    .join(', ');
