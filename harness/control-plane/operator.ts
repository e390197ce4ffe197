import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import * as z from 'zod';
import { findProgram } from '../../lib/programs.js';
import { type Running, startProgram } from './child-process.js';
import type { ControlPlane } from './control-plane.js';
import { kubectlFor, output } from './kubectl.js';
import { moduleDirectory } from './schemas.js';

/** The programs of the operator that this machine lacks; openssl makes its certificate. */
export const missingForOperator: readonly string[] = ['spin-operator', 'openssl'].filter(
  (name) => !findProgram(name),
);

// The operator serves its webhooks at this port and no other.
const webhookPort = 9443;

const webhookConfiguration = z.looseObject({
  webhooks: z.array(
    z.looseObject({
      clientConfig: z.object({ service: z.object({ path: z.string() }) }),
    }),
  ),
});

/**
 * Runs SpinKube's operator against a control plane that has its definitions, webhooks included.
 *
 * @param enter the command that runs it elsewhere, such as in a network of its own; empty: it runs here
 * @param address that it has there
 * @returns the operator, once the API server calls its webhooks
 * @throws Error if it is missing, or its port is taken
 */
export const startOperator = async (
  plane: ControlPlane,
  enter: readonly string[] = [],
  address = '127.0.0.1',
): Promise<Running> => {
  // Go's name for the temporary directory, in which the operator looks for its certificate.
  const certificates = join(plane.directory, 'k8s-webhook-server', 'serving-certs');
  const certificate = makeCertificate(certificates, address);
  const [program = 'spin-operator', ...args] = [
    ...enter,
    findProgram('spin-operator') ?? 'spin-operator',
  ];
  if (!(await isFree(webhookPort))) {
    throw new Error(`spin-operator needs port ${webhookPort}. End what listens there: ss -ltnp`);
  }
  const operator = await startProgram(
    program,
    [...args, '--enable-webhooks', '--metrics-bind-address=0', '--health-probe-bind-address=0'],
    /Serving webhook server/,
    { KUBECONFIG: plane.kubeconfig, TMPDIR: plane.directory },
  );
  const kubectl = kubectlFor(plane.kubeconfig);
  const configurations = localWebhooks(certificate.toString('base64'), address);
  output(await kubectl(['apply', '--server-side', '-f', '-'], configurations));
  return operator;
};

const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, () => server.close(() => resolve(true)));
  });

const makeCertificate = (directory: string, address: string): Buffer => {
  mkdirSync(directory, { recursive: true });
  const [key, certificate] = [join(directory, 'tls.key'), join(directory, 'tls.crt')];
  execFileSync(
    'openssl',
    [
      ...'req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=spin-operator'.split(' '),
      ...['-addext', `subjectAltName=IP:${address}`, '-keyout', key, '-out', certificate],
    ],
    { stdio: 'ignore' },
  );
  return readFileSync(certificate);
};

// The operator's own webhook configurations, with the address of a process here instead of a Service.
const localWebhooks = (caBundle: string, address: string): string => {
  const path = join(moduleDirectory('spinkube'), 'config/webhook/manifests.yaml');
  return parseAllDocuments(readFileSync(path, 'utf8'))
    .map((document) => {
      const configuration = webhookConfiguration.parse(document.toJS());
      const webhooks = configuration.webhooks.map((webhook) => ({
        ...webhook,
        clientConfig: {
          url: `https://${address}:${webhookPort}${webhook.clientConfig.service.path}`,
          caBundle,
        },
      }));
      return JSON.stringify({ ...configuration, webhooks });
    })
    .join('\n---\n');
};
