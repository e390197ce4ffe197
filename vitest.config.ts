import { defineConfig } from 'vitest/config';
import { searchPath } from './lib/programs.js';

// Programs that .ci installs count as installed, for tests and for what they start.
process.env.PATH = searchPath();

/** The suites that run against the service on the local host, with one of the engines in it. */
const served = (suffix: string, manifest: string) => [
  {
    test: {
      name: `e2e${suffix}`,
      include: ['tests/e2e/**/*.test.ts'],
      globalSetup: ['tests/e2e/setup.ts'],
      env: { TAKEAWAYS_MANIFEST: manifest },
      testTimeout: 20_000,
      hookTimeout: 60_000,
    },
  },
  {
    test: {
      name: `browser${suffix}`,
      include: ['tests/browser/**/*.test.ts'],
      globalSetup: ['tests/e2e/setup.ts'],
      env: { TAKEAWAYS_MANIFEST: manifest },
      testTimeout: 30_000,
      hookTimeout: 60_000,
    },
  },
];

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['tests/**/*.test.ts'],
          exclude: [
            'tests/bench/**/*.process.test.ts',
            'tests/browser/**',
            'tests/engine/reproducible.test.ts',
            'tests/engine/web-apis/**',
            'tests/e2e/**',
            'tests/faults/!(document).test.ts',
            'tests/harness/absent-programs.test.ts',
            'tests/hosts/**',
            'tests/k8s/**',
            'tests/landscape/**',
            'tests/node/**',
            'tests/runtimes/*/**',
            'tests/scale/**',
            'tests/supply/**',
          ],
          globalSetup: ['tests/support/openapi-setup.ts'],
          // Some publish the whole dataset several times, which a busy machine takes seconds for.
          testTimeout: 30_000,
        },
      },
      {
        test: {
          // What holds at 100,000 takeaways as at 120.
          name: 'scale',
          include: ['tests/scale/**/*.test.ts'],
          globalSetup: ['tests/support/openapi-setup.ts'],
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'bench',
          include: ['tests/bench/**/*.process.test.ts'],
          // They measure: one after the other.
          fileParallelism: false,
          testTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'host',
          include: [
            'tests/hosts/local/**/*.test.ts',
            'tests/harness/absent-programs.test.ts',
            'tests/engine/web-apis/**/*.test.ts',
          ],
          testTimeout: 60_000,
          // Some build a component first.
          hookTimeout: 180_000,
        },
      },
      ...served('', 'spin.toml'),
      ...served('-quickjs', 'spin-quickjs.toml'),
      {
        test: {
          // What an operator meets: docs/faults.md.
          name: 'faults',
          include: ['tests/faults/**/*.test.ts'],
          exclude: ['tests/faults/document.test.ts'],
          globalSetup: ['tests/support/openapi-setup.ts'],
          testTimeout: 300_000,
        },
      },
      {
        test: {
          name: 'spin',
          include: ['tests/runtimes/spin/**/*.test.ts'],
          // Each runs whole suites, or several servers.
          fileParallelism: false,
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
      {
        test: {
          name: 'build',
          include: ['tests/engine/reproducible.test.ts'],
          hookTimeout: 300_000,
        },
      },
      {
        test: {
          name: 'wasmtime',
          include: ['tests/runtimes/wasmtime/suites.test.ts'],
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
      {
        test: {
          name: 'wasmcloud',
          include: ['tests/runtimes/wasmcloud/suites.test.ts'],
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
      {
        test: {
          name: 'container',
          include: ['tests/hosts/node/**/*.test.ts'],
          // Each runs whole suites, or several servers.
          fileParallelism: false,
          testTimeout: 300_000,
          hookTimeout: 300_000,
        },
      },
      {
        test: {
          name: 'k8s',
          include: ['tests/k8s/**/*.test.ts'],
          globalSetup: ['tests/k8s/setup.ts'],
          // The operator lets no executor go while an app of any namespace names one like it.
          fileParallelism: false,
          testTimeout: 240_000,
          hookTimeout: 240_000,
        },
      },
      {
        test: {
          name: 'landscape',
          include: ['tests/landscape/**/*.test.ts'],
          globalSetup: ['tests/support/openapi-setup.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'node',
          include: ['tests/node/**/*.test.ts'],
          globalSetup: ['tests/support/openapi-setup.ts'],
          fileParallelism: false,
          testTimeout: 180_000,
          hookTimeout: 300_000,
        },
      },
      {
        test: {
          name: 'supply',
          include: ['tests/supply/**/*.test.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
