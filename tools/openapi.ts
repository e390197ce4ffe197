/** `npm run openapi`: writes dist/openapi.json. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { makeDocument } from './openapi/document.js';
import { readVersion } from './package.js';

mkdirSync('dist', { recursive: true });
writeFileSync('dist/openapi.json', JSON.stringify(await makeDocument(readVersion()), null, 2));
