/** The section of one record: its members and their types. */
import { type Html, html } from '../../src/encoding/markup.js';
import type { JsonSchema } from '../openapi/openapi-types.js';
import { inline } from './commonmark.js';
import { nameOf } from './resolve.js';

const schemaIn = (value: unknown): JsonSchema => (value ?? {}) as JsonSchema;

/** @returns the type of a value in a few words. */
export const typeOf = (schema: JsonSchema): string => {
  const { $ref, type, items, format, enum: values, const: constant, anyOf } = schema;
  if (typeof $ref === 'string') return nameOf({ $ref });
  if (Array.isArray(anyOf)) return anyOf.map((one) => typeOf(schemaIn(one))).join(' or ');
  if (constant !== undefined) return JSON.stringify(constant);
  if (Array.isArray(values)) return values.map((value) => JSON.stringify(value)).join(' | ');
  if (type === 'array') return `list of ${typeOf(schemaIn(items))}`;
  if (Array.isArray(type)) return type.join(' or ');
  const limits = [schema.minimum, schema.maximum];
  if (type === 'integer' && limits.every((limit) => limit !== undefined)) return limits.join('–');
  return String(format ?? type ?? 'any');
};

/** @returns the members of an object, each followed by its nested members. */
const membersOf = (
  schema: JsonSchema,
  prefix = '',
): { path: string; optional: boolean; schema: JsonSchema }[] => {
  const required = Array.isArray(schema.required) ? schema.required : [];
  return Object.entries(schemaIn(schema.properties)).flatMap(([name, value]) => {
    const member = schemaIn(value);
    const inner = member.type === 'array' ? schemaIn(member.items) : member;
    const path = `${prefix}${name}`;
    const own = { path, optional: !required.includes(name), schema: member };
    const deeper = member.type === 'array' ? `${path}[].` : `${path}.`;
    return [own, ...membersOf(inner, deeper)];
  });
};

/** @returns the section for a schema. */
export const renderRecord = (name: string, schema: JsonSchema): Html =>
  html`<article class="record" id="record-${name}">
<h3>${name}</h3>
<dl class="members">
${membersOf(schema).map(
  ({ path, optional, schema: { description, ...type } }) =>
    html`<dt><code>${path}</code></dt>
<dd><code>${typeOf(type)}</code>${optional && ', optional'}${
      typeof description === 'string' && html`: ${inline(description)}`
    }</dd>`,
)}</dl>
</article>
`;
