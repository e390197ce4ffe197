/**
 * What the components contain besides npm packages: the JavaScript engines, and the libraries compiled into them. npm's bill
 * of materials has only the packages that bring them. The versions are read from those packages.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A component of a CycloneDX bill of materials. */
// An interface would not be assignable to objects with further members, which zod infers.
export type Embedded = {
  readonly 'bom-ref': string;
  readonly type: 'framework' | 'library';
  readonly name: string;
  readonly version: string;
  /** `optional` is what is only in the component for those who build it with QuickJS. */
  readonly scope: 'required' | 'optional';
  readonly description: string;
  readonly purl: string;
};

interface Part extends Pick<Embedded, 'type' | 'name' | 'scope'> {
  readonly purl: (version: string) => string;
  /** The package that brings it. */
  readonly from: string;
  readonly file: () => string;
  /** What its bytes state: a key of `versions`. */
  readonly pattern: RegExp;
  readonly versions: Readonly<Record<string, string>>;
  /** Where to look up the version that belongs to another key. */
  readonly source: string;
}

/** The engine that componentize-js puts into every component. */
export const starlingMonkey = (): string =>
  join(
    dirname(fileURLToPath(import.meta.resolve('@bytecodealliance/componentize-js'))),
    '../lib/starlingmonkey_embedding.wasm',
  );

/** componentize-qjs has its engine in a native module, one for each platform. */
const quickJs = (): string => {
  const scope = join(
    dirname(fileURLToPath(import.meta.resolve('componentize-qjs'))),
    '../@andreiltd',
  );
  const files = readdirSync(scope, { recursive: true, encoding: 'utf8' });
  const [module] = files.filter((file) => file.endsWith('.node'));
  if (!module) {
    throw new Error(`Expected the native module of componentize-qjs in ${scope}. Run: npm ci`);
  }
  return join(scope, module);
};

const parts: readonly Part[] = [
  {
    type: 'framework',
    name: 'spidermonkey',
    scope: 'required',
    purl: (version) => `pkg:generic/spidermonkey@${version}`,
    from: '@bytecodealliance/componentize-js',
    file: starlingMonkey,
    // The folder of a download in StarlingMonkey's build: the start of SHA-1 of "URL;" and the address, which has the version.
    pattern: /cpm_cache\/spidermonkey-release\/([0-9a-f]+)/,
    versions: { adc1: '147.0.4' },
    source: 'SM_TAG in cmake/spidermonkey.cmake of StarlingMonkey',
  },
  {
    type: 'library',
    name: 'openssl',
    scope: 'required',
    purl: (version) => `pkg:generic/openssl@${version}`,
    from: '@bytecodealliance/componentize-js',
    file: starlingMonkey,
    pattern: /cpm_cache\/openssl\/([0-9a-f]+)/,
    versions: { '94c9': '3.0.17' },
    source: 'OPENSSL_VERSION in cmake/openssl.cmake of StarlingMonkey',
  },
  {
    type: 'framework',
    name: 'quickjs-ng',
    scope: 'optional',
    purl: (version) => `pkg:github/quickjs-ng/quickjs@v${version}`,
    from: 'componentize-qjs',
    file: quickJs,
    pattern: /rquickjs-core-(\d+\.\d+\.\d+)/,
    versions: { '0.13.0': '0.16.2' },
    source: 'QJS_VERSION_… in quickjs/quickjs.h of the crate rquickjs-sys',
  },
];

/**
 * @returns what the components contain besides npm packages
 * @throws Error if a package has an engine whose version nobody has looked up yet
 */
export const embedded = (): Embedded[] =>
  parts.map(({ type, name, scope, purl, from, file, pattern, versions, source }) => {
    const [, key = ''] = pattern.exec(readFileSync(file(), 'latin1')) ?? [];
    const version = versions[key];
    if (!version) {
      throw new Error(
        `Expected ${name} in ${from} to state ${Object.keys(versions).join(' or ')}, got "${key}". ` +
          `Look up ${source}, add its version to engine/supply/embedded.ts, and review takeaways.openvex.json.`,
      );
    }
    const description = `In the component by ${from}`;
    return {
      'bom-ref': `${name}@${version}`,
      type,
      name,
      version,
      scope,
      description,
      purl: purl(version),
    };
  });
