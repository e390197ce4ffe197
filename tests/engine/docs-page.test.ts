import { describe, expect, inject, it } from 'vitest';
import { makeAssets } from '../../engine/assets/assets.js';
import { inline } from '../../engine/docs/commonmark.js';
import { curlOf } from '../../engine/docs/curl.js';
import { renderDocs } from '../../engine/docs/docs-page.js';
import type { OpenApiDocument, OperationObject } from '../../engine/openapi/openapi-types.js';

const document: OpenApiDocument = JSON.parse(inject('openApi'));
const assets = await makeAssets();
const page = renderDocs(document, assets);
const operations = Object.values(document.paths).flatMap((methods) => Object.values(methods));

const articleOf = (id: string): string =>
  new RegExp(`<article class="operation" id="${id}">.*?</article>`, 's').exec(page)?.[0] ?? '';

describe('the API documentation', () => {
  it.each(operations)(
    'has $operationId with a command, its responses and its problems',
    (operation) => {
      const article = articleOf(operation.operationId);
      expect(article).toContain('<code>curl ');
      expect(article).toContain('Response 200');
      expect(article).toContain('href="#any-request"');
      expect(page).toContain(`<a href="#${operation.operationId}">`);
    },
  );

  it('explains what any request can get once', () => {
    expect(page.match(/href="\/problems\/internal-error"/g)).toHaveLength(1);
    expect(articleOf('listTakeaways')).toContain('href="/problems/invalid-cursor"');
  });

  it('shows a real response in each media type', () => {
    const article = articleOf('listTakeaways');
    expect(article).toContain('"topic": "webassembly"');
    expect(article).toContain('As <code>text/csv</code>');
  });

  it('links to the records in responses', () => {
    for (const [, target] of page.matchAll(/href="#([^"]+)"/g)) {
      expect(page).toContain(`id="${target}"`);
    }
  });

  it('has unique ids', () => {
    const ids = Array.from(page.matchAll(/ id="([^"]+)"/g), ([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('has nothing inline and nothing from other origins, as its policy requires', () => {
    expect(page).not.toMatch(
      /<style|style="|<script(?! type="(module" src="\/assets\/|application\/ld\+json"))| on\w+="/,
    );
    expect(page).not.toMatch(/<[^>]*(src|href)="(https?:)?\/\//);
  });
});

describe('a command', () => {
  const operation = { responses: {}, parameters: [] } as unknown as OperationObject;
  const parameter = { description: '', required: false, schema: {} };

  it('contains the examples of parameters, with repeated lists, and is safe to paste', () => {
    const command = curlOf(
      'get',
      '/v1/things/{id}',
      [
        { ...parameter, name: 'id', in: 'path', example: 'it' },
        { ...parameter, name: 'q', in: 'query', example: "o'clock" },
        { ...parameter, name: 'topic', in: 'query', example: ['a', 'b'] },
        { ...parameter, name: 'limit', in: 'query' },
      ],
      operation,
    );
    expect(command).toBe("curl 'http://localhost:3000/v1/things/it?q=o%27clock&topic=a&topic=b'");
  });

  it('for publishing contains the token, the precondition and the body', () => {
    const command = curlOf(
      'put',
      '/v1/dataset',
      [{ ...parameter, name: 'If-Match', in: 'header', required: true }],
      {
        ...operation,
        security: [{ token: [] }],
        requestBody: { required: true, content: { 'application/json': { schema: {} } } },
      },
    );
    expect(command).toBe(
      `curl -X PUT -H "Authorization: Bearer $TAKEAWAYS_TOKEN" -H 'If-Match: *' -H 'Content-Type: application/json' --data-binary @file 'http://localhost:3000/v1/dataset'`,
    );
  });
});

it('Code and strong words are marked up; everything else is text', () => {
  const html = inline('Send `a < b` **now** <i>').map((part) =>
    typeof part === 'string' ? part : part.text,
  );
  expect(html).toEqual(['Send ', '<code>a &lt; b</code>', ' ', '<strong>now</strong>', ' <i>']);
});
