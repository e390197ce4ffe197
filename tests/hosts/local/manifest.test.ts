import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readManifest } from '../../../hosts/local/spin-manifest.js';
import { temporaryDirectory } from '../../../lib/temporary-directory.js';

const path = join(temporaryDirectory(), 'spin.toml');

/** The parts of a valid manifest, which tests extend or replace. */
const parts = {
  version: 'spin_manifest_version = 2',
  application: '[application]\nname = "app"',
  variables: '[variables]\nlevel = { default = "info" }',
  trigger: '[[trigger.http]]\nroute = "/..."\ncomponent = "main"',
  component: '[component.main]\nsource = "main.wasm"',
};

const read = (changes: Partial<typeof parts> = {}) => {
  writeFileSync(path, Object.values({ ...parts, ...changes }).join('\n'));
  return readManifest(path);
};

test("this project's manifest is accepted", () => {
  const manifest = readManifest('spin.toml');
  expect(manifest.application.name).toBe('takeaways');
  expect(manifest.components).toMatchObject([
    { id: 'takeaways', source: resolve('dist/takeaways.wasm'), stores: ['default'] },
  ]);
  expect(manifest.routes).toEqual([{ route: '/...', component: 'takeaways' }]);
});

test('build settings are ignored', () => {
  read({
    component: `${parts.component}\n[component.main.build]\ncommand = ["a", "b"]\n[component.main.tool.x]\ny = 1`,
  });
});

test('several components with several routes are read', () => {
  const { components, routes } = read({
    trigger: `${parts.trigger}\n[[trigger.http]]\nroute = "/b/:id"\ncomponent = "other"`,
    component: `${parts.component}\n[component.other]\nsource = "other.wasm"`,
  });
  expect(components.map(({ id }) => id)).toEqual(['main', 'other']);
  expect(routes).toHaveLength(2);
});

describe('features of Spin that the host does not support are refused', () => {
  test.each([
    ['allowed_outbound_hosts = ["https://example.org"]', 'outbound connections'],
    ['allowed_http_hosts = ["example.org"]', 'outbound connections'],
    ['environment = { A = "b" }', 'environment variables'],
    ['files = ["assets/*"]', 'files'],
    ['sqlite_databases = ["default"]', 'SQLite'],
    ['ai_models = ["llama2-chat"]', 'AI models'],
    ['dependencies = { "a:b" = "1.0" }', 'dependencies'],
  ])('[component.main] %s', (line, reason) => {
    const [key] = line.split(' ');
    expect(() => read({ component: `${parts.component}\n${line}` })).toThrow(
      new RegExp(
        `^${path}: \\[component.main\\] ${key}: the local host does not support .*${reason}`,
      ),
    );
  });

  test('unless they are empty', () => {
    read({ component: `${parts.component}\nfiles = []\nallowed_outbound_hosts = []` });
    read({ component: `${parts.component}\nallowed_outbound_hosts = ["redis://none.invalid"]` });
  });

  test('a component from a registry', () => {
    const component =
      '[component.main]\nsource = { url = "https://example.org/a.wasm", digest = "sha256:0" }';
    expect(() => read({ component })).toThrow(/\[component.main\] source: must be the path/);
  });

  test('a store other than the default one', () => {
    expect(() => read({ component: `${parts.component}\nkey_value_stores = ["x"]` })).toThrow(
      /key_value_stores\] 0: must be "default"/,
    );
  });

  test('a trigger other than HTTP', () => {
    const trigger = `${parts.trigger}\n[[trigger.redis]]\nchannel = "c"\ncomponent = "main"`;
    expect(() => read({ trigger })).toThrow(/only HTTP triggers, not redis/);
  });

  test('the executor wagi', () => {
    const trigger = `${parts.trigger}\nexecutor = { type = "wagi" }`;
    expect(() => read({ trigger })).toThrow(/executor\] type: must be "http"/);
  });
});

describe('manifests that are invalid in Spin are refused', () => {
  test.each([
    [
      'another version',
      { version: 'spin_manifest_version = 1' },
      /spin_manifest_version: must be 2/,
    ],
    [
      'unknown keys',
      { component: `${parts.component}\nsorce = 1` },
      /\[component.main\] sorce: unknown/,
    ],
    ['a missing key', { application: '[application]' }, /\[application\] name: is missing/],
    [
      'a variable without default that is not required',
      { variables: '[variables]\na = {}' },
      /\[variables\] a: requires default = "…" or required = true/,
    ],
    [
      'a route to an unknown component',
      { trigger: parts.trigger.replace('main', 'x') },
      /\[component.x\] does not exist/,
    ],
    [
      'a duplicate route',
      { trigger: `${parts.trigger}\n${parts.trigger}` },
      /the route is defined twice/,
    ],
    ['an invalid route', { trigger: parts.trigger.replace('/...', 'a') }, /route: is not a route/],
    [
      'a template with an undeclared variable',
      { component: `${parts.component}\nvariables = { a = "{{ nope }}" }` },
      /\[component.main.variables\] a: \[variables\] has no nope/,
    ],
    [
      'an outbound host with an undeclared variable',
      { component: `${parts.component}\nallowed_outbound_hosts = ["redis://{{ nope }}"]` },
      /\[component.main\] allowed_outbound_hosts: \[variables\] has no nope/,
    ],
    ['invalid TOML', { version: '=' }, /not valid TOML/],
  ] as const)('%s', (_, changes, message) => {
    expect(() => read(changes)).toThrow(message);
  });
});

test('all errors are reported at once', () => {
  const component = `${parts.component}\nfiles = ["a"]\nsorce = 1`;
  expect(() => read({ component })).toThrow(/files: .*\n.*sorce: /);
});

test('the error for a missing manifest names the option', () => {
  expect(() => readManifest('/nowhere/spin.toml')).toThrow(/\/nowhere\/spin.toml.* --from/);
});
