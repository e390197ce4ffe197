/** The statements about advisories: each is explained, is about what the bill of materials lists, and is true where we can tell. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { billOfMaterials } from '../../../engine/supply/bill-of-materials.js';
import { starlingMonkey } from '../../../engine/supply/embedded.js';

const text = z.string().regex(/\S.*\.$/);
const about = {
  vulnerability: z.strictObject({
    '@id': z.url().optional(),
    name: z.string().regex(/^(CVE-\d{4}-\d{4,}|GHSA(-[2-9cfghjmpqrvwx]{4}){3})$/),
    description: z.string().optional(),
    aliases: z.array(z.string().regex(/^GHSA-/)).optional(),
  }),
  products: z
    .array(
      z.strictObject({
        '@id': z.string(),
        subcomponents: z.array(z.strictObject({ '@id': z.string() })).min(1),
      }),
    )
    .length(1),
};
/** OpenVEX 0.2.0, where every status has its reason. */
const Statement = z.discriminatedUnion('status', [
  z.strictObject({
    ...about,
    status: z.literal('fixed'),
    status_notes: z.string().regex(/^Fixed in \d+\.\d+\.\d+\.$/),
  }),
  z.strictObject({
    ...about,
    status: z.literal('not_affected'),
    justification: z.enum([
      'component_not_present',
      'vulnerable_code_not_present',
      'vulnerable_code_not_in_execute_path',
      'vulnerable_code_cannot_be_controlled_by_adversary',
      'inline_mitigations_already_exist',
    ]),
    impact_statement: text,
  }),
  z.strictObject({ ...about, status: z.literal('affected'), action_statement: text }),
  z.strictObject({ ...about, status: z.literal('under_investigation'), status_notes: text }),
]);
const Document = z.strictObject({
  '@context': z.literal('https://openvex.dev/ns/v0.2.0'),
  '@id': z.string(),
  author: z.string(),
  timestamp: z.iso.datetime(),
  version: z.int(),
  statements: z.array(Statement).min(1),
});
const file = 'engine/supply/takeaways.openvex.json';
const { statements } = Document.parse(JSON.parse(readFileSync(file, 'utf8')));
const bom = billOfMaterials();
const subcomponents = ({ products }: z.infer<typeof Statement>): string[] =>
  products.flatMap((product) => product.subcomponents.map((one) => one['@id']));
const named = (...names: readonly string[]) =>
  statements.filter(({ vulnerability }) => names.includes(vulnerability.name));

describe('The statements about advisories', () => {
  it('name each advisory once', () => {
    const names = statements.flatMap(({ vulnerability: { name, aliases = [] } }) => [
      name,
      ...aliases,
    ]);
    expect(names).toEqual([...new Set(names)]);
  });

  it('are about this release of the app, and what its bill of materials lists', () => {
    const { purl } = bom.metadata.component;
    const listed = new Set(bom.components.map((component) => component.purl));
    for (const statement of statements) {
      expect(statement.products.map((product) => product['@id'])).toEqual([purl]);
      expect(subcomponents(statement).filter((id) => !listed.has(id))).toEqual([]);
    }
  });

  it('say "fixed" only of what the app has in that version or a later one', () => {
    for (const statement of statements) {
      if (statement.status !== 'fixed') continue;
      const [since = ''] = /\d+\.\d+\.\d+/.exec(statement.status_notes) ?? [];
      for (const id of subcomponents(statement)) {
        const [present = ''] = /\d+\.\d+\.\d+$/.exec(id) ?? [];
        const later = present.localeCompare(since, 'en', { numeric: true });
        expect(later, `${statement.vulnerability.name} in ${id}`).toBeGreaterThanOrEqual(0);
      }
    }
  });

  it('say "not present" only of files of OpenSSL that the engine was linked without', () => {
    const engine = readFileSync(starlingMonkey(), 'latin1');
    const absent = statements.flatMap((statement) =>
      statement.status === 'not_affected'
        ? [...statement.impact_statement.matchAll(/ has no (crypto\/[\w/.]*\w) of OpenSSL/g)]
        : [],
    );
    expect(absent.length).toBeGreaterThan(0);
    expect(absent.filter(([, path = '']) => engine.includes(`${path}`))).toEqual([]);
    // Those that are linked do occur.
    expect(engine).toContain('crypto/pkcs12/');
  });

  it('say that the script uses no WebAssembly, which is so', () => {
    expect(named('CVE-2026-2767')).toMatchObject([
      { impact_statement: expect.stringContaining('does not use the object WebAssembly') },
    ]);
    const sources = readdirSync('src', { recursive: true, encoding: 'utf8' });
    const using = sources.filter(
      (path) =>
        path.endsWith('.ts') && /\bWebAssembly[.[]/.test(readFileSync(join('src', path), 'utf8')),
    );
    expect(using).toEqual([]);
  });
});

describe('The bill of materials', () => {
  it('has the engines and the library inside the components', () => {
    const names = bom.components.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['spidermonkey', 'openssl', 'quickjs-ng', 'zod']));
    expect(bom.metadata.component.name).toBe('takeaways');
  });

  it('knows SpiderMonkey by the digest of the address that StarlingMonkey gets it from', () => {
    const { version = '' } = bom.components.find(({ name }) => name === 'spidermonkey') ?? {};
    const release = `libspidermonkey_FIREFOX_${version.replaceAll('.', '_')}_RELEASE_STARLING`;
    const address = `https://github.com/bytecodealliance/starlingmonkey/releases/download/${release}/spidermonkey-static-release.tar.gz`;
    const key = createHash('sha1').update(`URL;${address}`).digest('hex').slice(0, 4);
    expect(readFileSync(starlingMonkey(), 'latin1')).toContain(`spidermonkey-release/${key}/`);
  });
});
