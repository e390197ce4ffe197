import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parse } from 'smol-toml';
import * as z from 'zod/mini';
import { isRoute } from './routes.js';
import { templateNames, type VariableDeclaration } from './variables.js';
import { variableName } from './wasi/spin-interfaces.js';

/** The parts of spin.toml that the host uses. */
export interface Manifest {
  readonly directory: string;
  readonly application: { readonly name: string; readonly version?: string | undefined };
  readonly variables: Readonly<Record<string, VariableDeclaration>>;
  readonly components: readonly ComponentDeclaration[];
  readonly routes: readonly { readonly route: string; readonly component: string }[];
}

export interface ComponentDeclaration {
  readonly id: string;
  /** The absolute path of the Wasm file. */
  readonly source: string;
  /** The labels of the key-value stores it may open. */
  readonly stores: readonly string[];
  /** The hosts it may connect to, as templates such as `redis://{{ redis_host }}`. */
  readonly outboundHosts: readonly string[];
  /** Its variables, as templates such as `{{ log_level }}`. */
  readonly variables: Readonly<Record<string, string>>;
}

/**
 * Reads a Spin manifest of version 2.
 *
 * @throws Error that lists everything that is invalid in Spin or not supported by this host, with table and key
 */
export const readManifest = (path: string): Manifest => {
  const parsed = manifestSchema.safeParse(readToml(path), { reportInput: true });
  if (!parsed.success) throw new ManifestError(path, parsed.error.issues.map(describe));
  const { data } = parsed;
  const errors = [...triggerErrors(data), ...variableErrors(data)];
  if (errors.length > 0) throw new ManifestError(path, errors);

  const directory = dirname(resolve(path));
  return {
    directory,
    application: data.application,
    variables: data.variables ?? {},
    components: Object.entries(data.component).map(([id, component]) => ({
      id,
      source: resolve(directory, component.source),
      stores: component.key_value_stores ?? [],
      outboundHosts: component.allowed_outbound_hosts ?? [],
      variables: component.variables ?? {},
    })),
    routes: data.trigger.http.map(({ route, component }) => ({ route, component })),
  };
};

/** @throws Error if the component may connect to a host, which is not supported */
export const checkOutboundHosts = (
  { id, outboundHosts }: ComponentDeclaration,
  fill: (template: string) => string,
): void => {
  const host = outboundHosts.map(fill).find((filled) => !isNowhere(filled));
  if (host !== undefined) {
    throw new Error(
      `[component.${id}] allowed_outbound_hosts: ${host}: ${refusal('outbound connections')}`,
    );
  }
};

/** Names below `.invalid` have no address (RFC 6761, section 6.4). */
const isNowhere = (host: string): boolean => /\.invalid(:\d+)?$/.test(host);

class ManifestError extends Error {
  constructor(path: string, errors: readonly string[]) {
    super(errors.map((error) => `${path}: ${error}`).join('\n'));
    this.name = 'ManifestError';
  }
}

const readToml = (path: string): unknown => {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    throw new Error(`Cannot read ${path}. Pass the manifest with --from path/to/spin.toml`);
  }
  try {
    return parse(text);
  } catch (error) {
    throw new ManifestError(path, [`not valid TOML: ${(error as Error).message.trim()}`]);
  }
};

const refusal = (what: string): string =>
  `the local host does not support ${what}. Run the application with spin up`;

/** For keys that the host does not support; they may be present if they are empty. */
const unsupported = (what: string) =>
  z.optional(z.custom((value) => isEmpty(value), { error: refusal(what) }));

const isEmpty = (value: unknown): boolean =>
  value === undefined ||
  value === false ||
  (typeof value === 'object' && value !== null && Object.keys(value).length === 0);

/** For keys without meaning at run time. */
const ignored = z.optional(z.unknown());

const kebabName = z
  .string()
  .check(z.regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/i, 'is not a kebab-case name'));
const snakeName = z.string().check(z.regex(variableName, 'is not a lower_snake_case name'));

const variableSchema = z
  .strictObject({
    default: z.optional(z.string()),
    required: z.optional(z.boolean()),
    description: z.optional(z.string()),
    secret: z.optional(z.boolean()),
  })
  .check(
    z.refine(
      (variable) => variable.required === true || variable.default !== undefined,
      'requires default = "…" or required = true',
    ),
  );

const componentSchema = z.strictObject({
  source: z.string('must be the path of a Wasm file; the local host does not download components'),
  description: z.optional(z.string()),
  key_value_stores: z.optional(
    z.array(
      z.literal('default', 'must be "default", the only store without a runtime configuration'),
    ),
  ),
  variables: z.optional(z.record(snakeName, z.string())),
  allowed_outbound_hosts: z.optional(
    z
      .array(z.string())
      .check(
        z.refine(
          (hosts) => hosts.every((host) => templateNames(host).length > 0 || isNowhere(host)),
          refusal('outbound connections'),
        ),
      ),
  ),
  allowed_http_hosts: unsupported('outbound connections'),
  environment: unsupported('environment variables of components'),
  files: unsupported('files of components'),
  exclude_files: unsupported('files of components'),
  sqlite_databases: unsupported('SQLite databases'),
  ai_models: unsupported('AI models'),
  dependencies: unsupported('component dependencies'),
  dependencies_inherit_configuration: unsupported('component dependencies'),
  build: ignored,
  profile: ignored,
  targets: ignored,
  tool: ignored,
});

const httpTriggerSchema = z.strictObject({
  id: z.optional(z.string()),
  route: z.string('must be a string; the local host has no private endpoints').check(
    z.refine(
      isRoute,
      'is not a route. Expected /literal and /:name segments, with an optional /... at the end',
    ),
    z.refine((route) => !route.startsWith('/.well-known/spin/'), 'is reserved by Spin'),
  ),
  component: z.string(
    'must be the name of a component; the local host does not support inline components',
  ),
  executor: z.optional(
    z.strictObject({
      type: z.enum(['http', 'spin'], 'must be "http", the only executor of the local host'),
    }),
  ),
  static_response: unsupported('static responses'),
  components: unsupported('middleware'),
  dependencies: unsupported('middleware'),
});

const manifestSchema = z.strictObject({
  spin_manifest_version: z.literal(2, 'must be 2'),
  application: z.strictObject({
    name: z.string(),
    version: z.optional(z.string()),
    description: z.optional(z.string()),
    authors: z.optional(z.array(z.string())),
    trigger: unsupported('settings for all triggers'),
    targets: ignored,
    tool: ignored,
  }),
  variables: z.optional(z.record(snakeName, variableSchema)),
  trigger: z.strictObject(
    {
      http: z.array(httpTriggerSchema).check(z.minLength(1, 'must have at least one HTTP trigger')),
    },
    {
      error: (issue) =>
        issue.code === 'unrecognized_keys'
          ? `the local host supports only HTTP triggers, not ${issue.keys.join(', ')}`
          : undefined,
    },
  ),
  component: z.record(kebabName, componentSchema),
});

type ManifestData = z.infer<typeof manifestSchema>;

const triggerErrors = ({ trigger, component }: ManifestData): string[] =>
  trigger.http.flatMap(({ route, component: id }, index) => {
    const errors: string[] = [];
    if (!Object.hasOwn(component, id)) {
      errors.push(`[[trigger.http]] ${route}: [component.${id}] does not exist`);
    }
    if (trigger.http.findIndex((other) => other.route === route) < index) {
      errors.push(`[[trigger.http]] ${route}: the route is defined twice`);
    }
    return errors;
  });

const variableErrors = ({ component, variables = {} }: ManifestData): string[] =>
  Object.entries(component).flatMap(
    ([id, { variables: templates = {}, allowed_outbound_hosts: hosts = [] }]) =>
      [
        ...Object.entries(templates).map(([key, template]) => [`.variables] ${key}`, template]),
        ...hosts.map((host) => ['] allowed_outbound_hosts', host]),
      ].flatMap(([where, template = '']) =>
        templateNames(template)
          .filter((name) => !Object.hasOwn(variables, name))
          .map((name) => `[component.${id}${where}: [variables] has no ${name}`),
      ),
  );

/** Describes an issue with its table and key. */
const describe = (issue: z.core.$ZodIssue): string => {
  const path = issue.path.map(String);
  if (issue.code === 'unrecognized_keys' && issue.path[0] !== 'trigger') {
    return `${location([...path, issue.keys.join(', ')])}: unknown key (also in Spin)`;
  }
  return `${location(path)}: ${missing(issue) ? 'is missing' : issue.message}`;
};

const missing = (issue: z.core.$ZodIssue): boolean =>
  issue.input === undefined && (issue.code === 'invalid_type' || issue.code === 'invalid_value');

const location = (path: readonly string[]): string => {
  const table = path.slice(0, -1).join('.');
  const key = path.at(-1) ?? '';
  return table ? `[${table}] ${key}` : key;
};
