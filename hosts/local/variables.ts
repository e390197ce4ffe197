import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'dotenv';

/** A variable declared in spin.toml; without a default it is required. */
export interface VariableDeclaration {
  readonly default?: string | undefined;
}

/** The sources of values, besides the defaults in spin.toml. */
export interface VariableSources {
  /** From the command line. */
  readonly given: Readonly<Record<string, string>>;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The directory of spin.toml, with an optional `.env` file. */
  readonly directory: string;
}

type Values = Readonly<Record<string, string>>;

/**
 * Resolves variables like Spin: from the command line, `SPIN_VARIABLE_<NAME>` in the environment or in `.env`, or
 * the default.
 *
 * @throws Error that lists required variables without a value, or undeclared ones on the command line
 */
export const resolveVariables = (
  declared: Readonly<Record<string, VariableDeclaration>>,
  sources: VariableSources,
): Values => {
  const unknown = Object.keys(sources.given).filter((name) => !Object.hasOwn(declared, name));
  if (unknown.length > 0) {
    throw new Error(
      `--variable ${unknown.join(', ')}: not declared in spin.toml. Declared variables: ${Object.keys(declared).join(', ') || 'none'}`,
    );
  }
  const file = join(sources.directory, '.env');
  const dotenv = existsSync(file) ? parse(readFileSync(file)) : {};
  const entries = Object.entries(declared).map(([name, declaration]) => {
    const key = environmentName(name);
    const value = sources.given[name] ?? sources.environment[key] ?? dotenv[key];
    return [name, value ?? declaration.default] as const;
  });
  const absent = entries.filter(([, value]) => value === undefined).map(([name]) => name);
  if (absent.length > 0) {
    throw new Error(
      absent
        .map(
          (name) =>
            `The variable ${name} is required but has no value. Set it with --variable ${name}=…, or ${environmentName(name)}=… in the environment or in ${file}`,
        )
        .join('\n'),
    );
  }
  return Object.fromEntries(
    entries.filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
};

const environmentName = (variable: string): string => `SPIN_VARIABLE_${variable.toUpperCase()}`;

const expression = /\{\{(.*?)\}\}/g;

/** @returns the variables in a template such as `https://{{ host }}/`. */
export const templateNames = (template: string): string[] =>
  [...template.matchAll(expression)].map(([, name = '']) => name.trim());

/** @returns the template with `{{ name }}` replaced by values. */
export const fillTemplate = (template: string, values: Values): string =>
  template.replaceAll(expression, (_, name: string) => values[name.trim()] ?? '');
