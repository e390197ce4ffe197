/** Markup as tests look at it. */

const tag = /<(\/?[a-z][a-z0-9]*)((?:\s+[a-z][a-z0-9-]*(?:="[^"]*")?)*)\s*(\/?)>/gi;

/**
 * The tags of a document and the names of their attributes: what text must have no part in.
 *
 * @throws Error where something is left over that could be markup
 */
export const structureOf = (document: string): string[] => {
  const markup = document.replace(/^<!doctype html>/, '');
  const rest = markup.replace(tag, '');
  if (/[<>]/.test(rest)) throw new Error(`Stray markup: ${/.{0,40}[<>].{0,40}/s.exec(rest)?.[0]}`);
  return [...markup.matchAll(tag)].map(([, name, attributes = '']) => {
    const names = [...attributes.matchAll(/\s([a-z0-9-]+)(?:="[^"]*")?/gi)].map(([, name]) => name);
    return [name, ...names].join(' ');
  });
};

/** @returns the values of an attribute, as a browser reads them. */
export const valuesOf = (document: string, attribute: string): string[] =>
  [...document.matchAll(new RegExp(` ${attribute}="([^"]*)"`, 'g'))].map(([, value = '']) =>
    value.replaceAll('&amp;', '&'),
  );
