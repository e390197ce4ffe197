import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import * as z from 'zod';

it('docs/landscape.md has every technology that the sources name', () => {
  const technologies = z
    .array(z.object({ name: z.string() }))
    .parse(JSON.parse(readFileSync('data/technologies.json', 'utf8')));
  const page = readFileSync('docs/landscape.md', 'utf8').replaceAll(/\s+/g, ' ');
  expect(technologies.map(({ name }) => name).filter((name) => !page.includes(name))).toEqual([]);
  expect(page).toContain(`The sources name ${technologies.length} systems`);
});
