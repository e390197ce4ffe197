/** JSON Schemas of the API, made from the zod schemas that validate. */
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

/** @returns the schema of everything that the API answers or takes, by name; they refer to each other. */
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

/** Takes away what is true but says nothing, and what the compatibility promise does not hold to. */
const simplify = (schema: Record<string, unknown>): void => {
  // Within v1, members may be added: clients must not take an object for closed.
  if (schema.additionalProperties === false) delete schema.additionalProperties;
  if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum;
  // The pattern of a date says what its format says, at length.
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

/** @returns the schema of one value of a query parameter, as a client sends it. */
export const parameterSchema = ({ schema, json }: Parameter<unknown>): JsonSchema => {
  if (json) return json;
  const { $schema, ...made } = z.toJSONSchema(schema, { io: 'input' });
  return made;
};
