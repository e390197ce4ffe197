import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from '../../lib/free-port.js';
import { findProgram } from '../../lib/programs.js';
import { type Running, startProgram } from './child-process.js';
import { isKubectlInstalled, kubectlFor } from './kubectl.js';

const servers = ['etcd', 'kube-apiserver', 'kube-controller-manager'] as const;

/** The programs of a control plane that this machine lacks. Go has the definitions of the kinds that it serves. */
export const missingPrograms: readonly string[] = [
  ...[...servers, 'go'].filter((name) => !findProgram(name)),
  ...(isKubectlInstalled ? [] : ['kubectl']),
];

/** A Kubernetes control plane without nodes: pods are admitted, and never run. */
export interface ControlPlane {
  /** Path of a kubeconfig with all rights. */
  readonly kubeconfig: string;
  /** A directory that is removed with the control plane. */
  readonly directory: string;
  stop(): Promise<void>;
}

/**
 * Starts etcd, kube-apiserver and kube-controller-manager on free ports.
 *
 * @param address of this machine that the API server listens at; the others keep to the loopback interface
 * @returns the control plane, once the API server is ready
 * @throws Error if a program is missing, or ends instead of serving
 */
export const startControlPlane = async (address = '127.0.0.1'): Promise<ControlPlane> => {
  const directory = mkdtempSync(join(tmpdir(), 'takeaways-kubernetes-'));
  const started: Running[] = [];
  const stop = async (): Promise<void> => {
    for (const program of started.reverse()) await program.stop();
    rmSync(directory, { recursive: true });
  };
  const start = async (name: (typeof servers)[number], args: readonly string[], serving: RegExp) =>
    started.push(await startProgram(findProgram(name) ?? name, args, serving));

  try {
    const etcd = `http://127.0.0.1:${await freePort()}`;
    const peer = `http://127.0.0.1:${await freePort()}`;
    await start(
      'etcd',
      [
        `--data-dir=${join(directory, 'etcd')}`,
        '--unsafe-no-fsync',
        ...[`--listen-client-urls=${etcd}`, `--advertise-client-urls=${etcd}`],
        ...[`--listen-peer-urls=${peer}`, `--initial-advertise-peer-urls=${peer}`],
        `--initial-cluster=default=${peer}`,
      ],
      /ready to serve client requests/,
    );

    const port = await freePort();
    const key = writeServiceAccountKey(directory);
    const tokens = join(directory, 'tokens.csv');
    writeFileSync(tokens, 'administrator,administrator,administrator,system:masters\n');
    await start(
      'kube-apiserver',
      [
        `--etcd-servers=${etcd}`,
        `--bind-address=${address}`,
        `--secure-port=${port}`,
        `--cert-dir=${directory}`,
        `--token-auth-file=${tokens}`,
        '--authorization-mode=RBAC',
        '--service-cluster-ip-range=10.0.0.0/24',
        '--service-account-issuer=https://kubernetes.default.svc',
        `--service-account-signing-key-file=${key}`,
        `--service-account-key-file=${key}`,
        // To evaluate the expressions of policies that change objects; not on by default before Kubernetes 1.36.
        '--feature-gates=MutatingAdmissionPolicy=true',
        '--runtime-config=admissionregistration.k8s.io/v1beta1=true',
      ],
      /Serving securely/,
    );

    const kubeconfig = writeKubeconfig(directory, `${address}:${port}`);
    const kubectl = kubectlFor(kubeconfig);
    for (let ready = false; !ready; ready = (await kubectl(['get', '--raw=/readyz'])).ok);

    await start(
      'kube-controller-manager',
      [
        `--kubeconfig=${kubeconfig}`,
        '--secure-port=0',
        '--leader-elect=false',
        `--service-account-private-key-file=${key}`,
        '--horizontal-pod-autoscaler-sync-period=1s',
      ],
      /Started controller.*horizontal-pod-autoscaler|"Starting HPA controller"/,
    );
    return { kubeconfig, directory, stop };
  } catch (error) {
    await stop();
    throw error;
  }
};

const writeServiceAccountKey = (directory: string): string => {
  const path = join(directory, 'service-account.key');
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  writeFileSync(path, privateKey.export({ type: 'pkcs1', format: 'pem' }), { mode: 0o600 });
  return path;
};

// The API server signed a certificate for itself, and left it in its directory.
const writeKubeconfig = (directory: string, host: string): string => {
  const path = join(directory, 'kubeconfig');
  const cluster = {
    server: `https://${host}`,
    'certificate-authority': join(directory, 'apiserver.crt'),
  };
  writeFileSync(
    path,
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'Config',
      clusters: [{ name: 'test', cluster }],
      users: [{ name: 'administrator', user: { token: 'administrator' } }],
      contexts: [{ name: 'test', context: { cluster: 'test', user: 'administrator' } }],
      'current-context': 'test',
    }),
  );
  return path;
};
