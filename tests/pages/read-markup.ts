/** Reads markup in tests. */

const tag = /<(\/?[a-z][a-z0-9]*)((?:\s+[a-z][a-z0-9-]*(?:="[^"]*")?)*)\s*(\/?)>/gi;

/**
 * The tags of a document with the names of their attributes. Text must never change them.
 *
 * @throws if there is stray markup
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

/** @returns the decoded values of an attribute. */
export const valuesOf = (document: string, attribute: string): string[] =>
  [...document.matchAll(new RegExp(` ${attribute}="([^"]*)"`, 'g'))].map(([, value = '']) =>
    value.replaceAll('&amp;', '&'),
  );
