/** catalog-info.yaml, as Backstage's own model reads it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  apiEntityV1alpha1Validator,
  componentEntityV1alpha1Validator,
  DefaultNamespaceEntityPolicy,
  type Entity,
  EntityPolicies,
  FieldFormatEntityPolicy,
  groupEntityV1alpha1Validator,
  NoForeignRootFieldsEntityPolicy,
  parseEntityRef,
  resourceEntityV1alpha1Validator,
  SchemaValidEntityPolicy,
  stringifyEntityRef,
  systemEntityV1alpha1Validator,
} from '@backstage/catalog-model';
import { describe, expect, inject, it } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import * as z from 'zod';

const file = 'catalog-info.yaml';
const entities = parseAllDocuments(readFileSync(file, 'utf8')).map(
  (document): Entity => document.toJS(),
);
const validators: Readonly<Record<string, typeof apiEntityV1alpha1Validator>> = {
  API: apiEntityV1alpha1Validator,
  Component: componentEntityV1alpha1Validator,
  Group: groupEntityV1alpha1Validator,
  Resource: resourceEntityV1alpha1Validator,
  System: systemEntityV1alpha1Validator,
};
/** What Backstage's catalogue demands of every entity. */
const policy = EntityPolicies.allOf([
  new DefaultNamespaceEntityPolicy(),
  new SchemaValidEntityPolicy(),
  new NoForeignRootFieldsEntityPolicy(),
  new FieldFormatEntityPolicy(),
]);

/** The catalogue replaces a placeholder by what it reads there, before it checks the entity. */
const resolved = (entity: Entity): Entity =>
  entity.kind === 'API'
    ? { ...entity, spec: { ...entity.spec, definition: inject('openApi') } }
    : entity;

const Relations = z.object({
  owner: z.string().optional(),
  system: z.string().optional(),
  providesApis: z.array(z.string()).default([]),
  dependsOn: z.array(z.string()).default([]),
});
const refersTo = ({ spec }: Entity): string[] => {
  const { owner, system, providesApis, dependsOn } = Relations.parse(spec);
  const references: (readonly [string | undefined, string])[] = [
    [owner, 'group'],
    [system, 'system'],
    ...providesApis.map((name) => [name, 'api'] as const),
    ...dependsOn.map((name) => [name, 'component'] as const),
  ];
  return references.flatMap(([reference, defaultKind]) =>
    reference
      ? [
          stringifyEntityRef(
            parseEntityRef(reference, { defaultKind, defaultNamespace: 'default' }),
          ),
        ]
      : [],
  );
};

describe('The Backstage catalogue', () => {
  it.each(entities.map((entity) => [stringifyEntityRef(entity), entity] as const))(
    'accepts %s',
    async (_, entity) => {
      const enforced = await policy.enforce(resolved(entity));
      expect(enforced && (await validators[entity.kind]?.check(enforced))).toBe(true);
    },
  );

  it('refuses a component without an owner', async () => {
    const component = entities.find(({ kind }) => kind === 'Component');
    const changed = { ...component, spec: { ...component?.spec, owner: undefined } };
    await expect(componentEntityV1alpha1Validator.check(changed as Entity)).rejects.toThrow(
      'owner',
    );
  });

  it('has every entity that another refers to', () => {
    const known = entities.map((entity) => stringifyEntityRef(entity));
    expect(entities.flatMap(refersTo).filter((reference) => !known.includes(reference))).toEqual(
      [],
    );
  });

  it('gets the API from where the service serves it', () => {
    const { $openapi } = z
      .object({ definition: z.object({ $openapi: z.url() }) })
      .parse(entities.find(({ kind }) => kind === 'API')?.spec).definition;
    expect(new URL($openapi).pathname).toBe('/openapi.json');
    expect(JSON.parse(inject('openApi')).paths).toHaveProperty('/openapi.json');
  });

  it('shows the pages of docs/ as TechDocs', () => {
    const { docs_dir, nav } = z
      .object({ docs_dir: z.string(), nav: z.array(z.record(z.string(), z.string())) })
      .parse(parse(readFileSync('mkdocs.yml', 'utf8')));
    const pages = nav.flatMap((entry) => Object.values(entry));
    for (const page of pages) expect(readFileSync(join(docs_dir, page), 'utf8')).toMatch(/^# /);
  });
});
