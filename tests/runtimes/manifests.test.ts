/** One manifest for each engine: they must not drift apart. */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

const lines = (file: string) =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => !line.startsWith('#'));

it('runs the same application, made with another engine', () => {
  const changes: Readonly<Record<string, string>> = {
    'source = "dist/takeaways.wasm"': 'source = "dist/takeaways-quickjs.wasm"',
    'command = "npm install && npm run build"':
      'command = "npm install && npm run build -- --engine quickjs"',
  };
  expect(lines('spin-quickjs.toml')).toEqual(
    lines('spin.toml').map((line) => changes[line] ?? line),
  );
});
