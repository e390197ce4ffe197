import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fillTemplate, resolveVariables } from '../../../hosts/local/variables.js';
import { temporaryDirectory } from '../../../lib/temporary-directory.js';

const directory = temporaryDirectory();
writeFileSync(join(directory, '.env'), 'SPIN_VARIABLE_COLOUR=from-file\n');

const nothing = { given: {}, environment: {}, directory: temporaryDirectory() };
const colour = { colour: { default: 'from-default' } };

describe('the value of a variable comes from', () => {
  const environment = { SPIN_VARIABLE_COLOUR: 'from-environment' };

  test.each([
    ['the command line', { given: { colour: 'from-line' }, environment, directory }, 'from-line'],
    ['else the environment', { given: {}, environment, directory }, 'from-environment'],
    ['else .env beside spin.toml', { given: {}, environment: {}, directory }, 'from-file'],
    ['else its default', nothing, 'from-default'],
  ])('%s', (_, sources, expected) => {
    expect(resolveVariables(colour, sources)).toEqual({ colour: expected });
  });
});

test('an empty value is a value', () => {
  expect(resolveVariables(colour, { ...nothing, given: { colour: '' } })).toEqual({ colour: '' });
});

test('the error for a required variable without a value says how to set it', () => {
  expect(() => resolveVariables({ publish_token: {} }, nothing)).toThrow(
    /publish_token is required .* --variable publish_token=…, or SPIN_VARIABLE_PUBLISH_TOKEN=…/,
  );
});

test('the error for an undeclared variable lists the declared ones', () => {
  expect(() => resolveVariables(colour, { ...nothing, given: { color: 'red' } })).toThrow(
    /color: .* Declared variables: colour/,
  );
});

test('a template is filled with values', () => {
  expect(fillTemplate('a {{ b }} {{c}}!', { b: '1', c: '$&' })).toBe('a 1 $&!');
});
