/** JSON Schemas of the API, generated from its zod schemas. */
import * as z from 'zod/mini';
import { type SchemaName, schemas } from '../../src/api/api-schemas.js';
import type { Parameter } from '../../src/http/parameters.js';
import { members } from './documentation.js';
import type { JsonSchema, Reference } from './openapi-types.js';

/** @returns a reference to a component of the document. */
export const reference = (kind: string, name: string): Reference => ({
  $ref: `#/components/${kind}/${name}`,
});

const descriptionsOf: Readonly<Record<string, Readonly<Record<string, string>>>> = members;

/** @returns the schemas of all requests and responses, by name, with references to each other. */
export const makeSchemas = (): Record<SchemaName, JsonSchema> => {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(schemas)) registry.add(schema, { id });
  const made = z.toJSONSchema(registry, {
    uri: (id) => reference('schemas', id).$ref,
    override: ({ jsonSchema }) => simplify(jsonSchema),
  });
  const named = Object.entries(made.schemas).map(([name, { $schema, $id, ...schema }]) => [
    name,
    describe(schema, descriptionsOf[name] ?? {}),
  ]);
  return Object.fromEntries(named);
};

/** Removes redundant keywords, and those that the compatibility promise does not cover. */
const simplify = (schema: z.core.JSONSchema.BaseSchema): void => {
  // Within v1, members may be added, so clients must accept unknown ones.
  if (schema.additionalProperties === false) delete schema.additionalProperties;
  if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum;
  // Requests may leave out collections that have a default. Counts with a default are always in responses.
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    if (typeof property === 'boolean') continue;
    if (Array.isArray(property.default) && Array.isArray(schema.required)) {
      schema.required = schema.required.filter((required) => required !== name);
    } else delete property.default;
  }
  // The format of a date says the same as its long pattern.
  if (schema.format !== undefined) delete schema.pattern;
};

const describe = (
  schema: JsonSchema,
  descriptions: Readonly<Record<string, string>>,
): JsonSchema => {
  const properties = Object.entries((schema.properties ?? {}) as Record<string, JsonSchema>).map(
    ([name, property]) => {
      const description = descriptions[name];
      return [name, description ? { description, ...property } : property];
    },
  );
  return properties.length > 0 ? { ...schema, properties: Object.fromEntries(properties) } : schema;
};

/** @returns the schema of one value of a query parameter. */
export const parameterSchema = ({ schema, json }: Parameter<unknown>): JsonSchema => {
  if (json) return json;
  const { $schema, ...made } = z.toJSONSchema(schema, { io: 'input' });
  return made;
};
