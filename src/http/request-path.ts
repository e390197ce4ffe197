/** @returns the path of a URL as logs have it. The query is left out: search terms never reach the log. */
export const pathOf = (url: string): string =>
  url.replace(/^\w+:\/\/[^/?]*/, '').replace(/\?.*$/s, '');
