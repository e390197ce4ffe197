/** Generates the OpenAPI document once per test run. */
import type { TestProject } from 'vitest/node';
import { makeDocument } from '../../engine/openapi/openapi-document.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** The OpenAPI document of the service under test, as JSON. */
    openApi: string;
  }
}

export default async ({ provide }: TestProject): Promise<void> => {
  provide('openApi', JSON.stringify(await makeDocument('0.0.0-test')));
};
