import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'dotenv';

/** A variable as spin.toml declares it; without a default it is required. */
export interface VariableDeclaration {
  readonly default?: string | undefined;
}

/** Where values of variables come from, besides the defaults in spin.toml. */
export interface VariableSources {
  /** From the command line. */
  readonly given: Readonly<Record<string, string>>;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Directory of spin.toml, where there may be a file `.env`. */
  readonly directory: string;
}

type Values = Readonly<Record<string, string>>;

/**
 * Finds the value of each variable of an application as Spin does: on the command line, in the environment
 * or in `.env` as `SPIN_VARIABLE_<NAME>`, else its default.
 *
 * @throws Error that names every required variable without a value, or a given one that is not declared
 */
export const resolveVariables = (
  declared: Readonly<Record<string, VariableDeclaration>>,
  sources: VariableSources,
): Values => {
  const unknown = Object.keys(sources.given).filter((name) => !Object.hasOwn(declared, name));
  if (unknown.length > 0) {
    throw new Error(
      `--variable ${unknown.join(', ')}: spin.toml declares no such variable. It declares: ${Object.keys(declared).join(', ') || 'none'}`,
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
            `The variable ${name} is required and has no value. Set it with --variable ${name}=…, or ${environmentName(name)}=… in the environment or in ${file}`,
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

/** @returns the names of variables that a template such as `https://{{ host }}/` refers to. */
export const templateNames = (template: string): string[] =>
  [...template.matchAll(expression)].map(([, name = '']) => name.trim());

/** @returns the template with values in place of `{{ name }}`. */
export const fillTemplate = (template: string, values: Values): string =>
  template.replaceAll(expression, (_, name: string) => values[name.trim()] ?? '');
