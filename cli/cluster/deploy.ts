/** `npm run cluster:deploy -- --overlay <name>`: builds the app, pushes it, and applies an overlay of k8s/. */
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Command, Option } from 'commander';
import { parse } from 'yaml';
import * as z from 'zod';
import type { Engine } from '../../engine/engine.js';
import { readVersion } from '../../lib/package.js';
import { apply, kubectl, wait } from './objects.js';
import { command, run, shellLine } from './program.js';
import { exitOnFailure, Failure, requirePrograms, runSteps, type Step } from './step.js';
import { context, registry } from './versions.js';

interface Options {
  readonly overlay: string;
  readonly engine: Engine['id'];
  readonly dryRun: boolean;
}

const overlays = join('k8s', 'overlays');
/** A generated overlay on top of the chosen one, which sets the image. */
const directory = join('dist', 'cluster');

/** @returns the time of the checked-out commit, in RFC 3339. */
const commitTime = (): string => {
  const seconds = execFileSync('git', ['log', '-1', '--format=%ct'], { encoding: 'utf8' });
  return new Date(Number(seconds) * 1000).toISOString();
};

/** What is pushed for each JavaScript engine. */
const apps = {
  starlingmonkey: { manifest: 'spin.toml', repository: 'takeaways' },
  quickjs: { manifest: 'spin-quickjs.toml', repository: 'takeaways-quickjs' },
} as const satisfies Record<Engine['id'], unknown>;

const push = (engine: Engine['id']): readonly Step[] => [
  { title: 'Build the app', command: command(`npm run build -- --engine ${engine}`) },
  {
    // With the commit time as timestamp, the same sources produce the same digest.
    title: 'Push the app to the registry of the cluster',
    command: command(
      `spin registry push --insecure --from ${apps[engine].manifest}`,
      ...['--annotation', `org.opencontainers.image.created=${commitTime()}`],
      `${registry.outside}/${apps[engine].repository}:${readVersion()}`,
    ),
  },
];

const deploy = (overlay: string, namespace: string): readonly Step[] => [
  apply(`Apply the overlay ${overlay}`, `-k ${directory}`),
  wait(
    'Wait until the operator has created the Deployment of the SpinApp',
    `--namespace ${namespace} wait deployment/takeaways --for=create --timeout=1m`,
  ),
  wait(
    'Wait until its pods are ready',
    `--namespace ${namespace} rollout status deployment/takeaways --timeout=5m`,
  ),
];

const forward = (namespace: string) =>
  kubectl(`--namespace ${namespace} port-forward service/takeaways :80`);
const smoke = command('npx vitest run --project e2e tests/e2e/smoke.test.ts');

/** Writes the generated overlay with the pushed digest. */
const writeOverlay = (overlay: string, engine: Engine['id'], digest: string): void => {
  mkdirSync(directory, { recursive: true });
  writeFileSync(
    join(directory, 'kustomization.yaml'),
    `apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
sortOptions:
  order: fifo
resources:
  - ../../${overlays}/${overlay}
patches:
  - target:
      kind: SpinApp
      name: takeaways
    patch: |
      - op: replace
        path: /spec/image
        value: ${registry.inside}/${apps[engine].repository}@${digest}
`,
  );
};

const namespaceOf = (overlay: string): string => {
  const file = join(overlays, overlay, 'kustomization.yaml');
  return z.object({ namespace: z.string() }).parse(parse(readFileSync(file, 'utf8'))).namespace;
};

/** Runs the smoke tests of the end-to-end suite against the Service, through a port-forward. */
const runSmokeTest = async (namespace: string): Promise<void> => {
  const { program, args } = forward(namespace);
  const forwarding = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise<never>((_, reject) => {
    const fail = () =>
      reject(new Failure('The port-forward ended.', 'See the output of kubectl above.'));
    forwarding.on('error', fail).on('close', fail);
  });
  try {
    const lines = createInterface({ input: forwarding.stdout });
    const url = new Promise<string>((resolve) => {
      lines.on('line', (line) => {
        const address = /^Forwarding from (127\.0\.0\.1:\d+)/.exec(line)?.[1];
        if (address) resolve(`http://${address}`);
      });
    });
    const baseUrl = await Promise.race([url, ended]);
    await Promise.race([run(smoke, { BASE_URL: baseUrl }), ended]);
  } catch (error) {
    if (error instanceof Failure) throw error;
    throw new Failure(
      'The app runs, but fails its smoke test.',
      `See: kubectl --context ${context} --namespace ${namespace} logs deployment/takeaways`,
    );
  } finally {
    forwarding.removeAllListeners('close').kill();
    ended.catch(() => {});
  }
};

/** False for bench-container, whose image is built by `npm run build:container`. */
const runsSpinApp = (overlay: string): boolean => {
  const file = join(overlays, overlay, 'kustomization.yaml');
  return (
    existsSync(file) && !/kind: SpinApp\n[^-]*\$patch: delete/.test(readFileSync(file, 'utf8'))
  );
};

const tool = new Command('cluster:deploy')
  .description(
    'Pushes the app to the registry of the cluster created by cluster:up, applies an overlay of k8s/ with the pushed\n' +
      'digest, waits until the app is ready, and runs the smoke tests.',
  )
  .addOption(
    new Option('--overlay <name>', 'an overlay in k8s/overlays')
      .choices(readdirSync(overlays).filter((name) => runsSpinApp(name)))
      .makeOptionMandatory(),
  )
  .addOption(
    new Option('--engine <name>', 'the JavaScript engine in the component')
      .choices(Object.keys(apps))
      .default('starlingmonkey'),
  )
  .option('--dry-run', 'show the steps without running them', false)
  .addHelpText(
    'after',
    '\nExamples:\n  npm run cluster:deploy -- --overlay local\n  npm run cluster:deploy -- --overlay local --engine quickjs\n  npm run cluster:deploy -- --overlay production --dry-run',
  )
  .action(({ overlay, engine, dryRun }: Options) =>
    exitOnFailure(async () => {
      const namespace = namespaceOf(overlay);
      if (!dryRun) await requirePrograms('spin', 'kubectl');
      const { printed } = await runSteps(push(engine), dryRun);
      const digest = /sha256:[0-9a-f]{64}/.exec(printed.join(''))?.[0];
      if (!dryRun && digest === undefined) {
        throw new Failure(
          'spin registry push did not print a digest.',
          'Check that the registry runs: npm run cluster:up',
        );
      }
      if (digest) writeOverlay(overlay, engine, digest);
      await runSteps(deploy(overlay, namespace), dryRun);
      console.log('\nTest it from this machine');
      console.log(
        `  $ ${shellLine(forward(namespace))}\n  $ BASE_URL=http://127.0.0.1:… ${shellLine(smoke)}`,
      );
      if (dryRun) return;
      await runSmokeTest(namespace);
      console.log(`\nThe app is running. To reach it:\n  ${shellLine(forward(namespace))}`);
    }),
  );

await tool.parseAsync();
