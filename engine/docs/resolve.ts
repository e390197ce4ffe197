import type { Reference } from '../openapi/openapi-types.js';

/** @returns the name of a referenced component. */
export const nameOf = ({ $ref }: Reference): string => $ref.split('/').at(-1) ?? '';

/** @returns a component of the document, or the one that it refers to. @throws Error if there is none */
export const resolve = <Component extends object>(
  value: Component | Reference,
  components: Readonly<Record<string, Component>>,
): Component => {
  if (!('$ref' in value)) return value;
  const component = components[nameOf(value)];
  if (!component) throw new Error(`The OpenAPI document has no ${value.$ref}.`);
  return component;
};
