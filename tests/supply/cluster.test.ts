/**
 * What the cluster tools run, and when. There is no Docker in the test environment: stand-ins on the PATH write down
 * how they are called, and keep in files what they were asked to make.
 */
import { execFile } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { HostProcess } from '../../harness/local-host.js';

const digest = `sha256:${'a'.repeat(64)}`;

/** A stand-in for each program, in shell; `$made` is where it keeps what it made. */
const standIns: Readonly<Record<string, string>> = {
  docker: '',
  k3d: `case "$1 $2" in
    "cluster list") [ -e "$made.cluster" ] ;;
    "cluster create") touch "$made.cluster" ;;
    "cluster delete") rm "$made.cluster" ;;
  esac`,
  helm: `case $1 in
    list) cat "$made.$5" ;;
    upgrade) printf '[{"name":"%s","status":"deployed","chart":"%s-%s"}]' "$3" "\${4##*/}" "$6" >"$made.$3" ;;
  esac`,
  // What is there is what was applied last, as standard input, as a directory, or by its address.
  kubectl: `of() { case "$*" in *"-f -"*) cat ;; *"-k "*) cat dist/cluster/kustomization.yaml ;; *) echo "$*" | sed 's/.* //' ;; esac; }
  case $3 in
    diff) of "$@" >"$made.wanted"; cat "$made".applied-* 2>/dev/null | grep --quiet --fixed-strings --file="$made.wanted" ;;
    apply) of "$@" >"$made.applied-$$" ;;
    --namespace) case "$*" in *port-forward*)
      [ -n "$FORWARD_TO" ] || exit 1
      echo "Forwarding from $FORWARD_TO -> 80"
      exec tail -f /dev/null ;;
    esac ;;
  esac`,
  npm: '',
  spin: `[ "$1" = --version ] || echo "Pushed with digest ${digest}"`,
};

const { FORCE_COLOR: _, ...inherited } = process.env;
const withoutColours = { ...inherited, NO_COLOR: '1' };

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'takeaways-cluster-'));
  provide(...Object.keys(standIns));
});
afterEach(() => rmSync(directory, { recursive: true }));

const log = () => join(directory, 'calls.log');

const provide = (...names: readonly string[]): void => {
  for (const name of names) {
    const path = join(directory, name);
    writeFileSync(
      path,
      `#!/bin/sh\nmade=${directory}/made\necho "${name} $*" >>${log()}\n${standIns[name]}\n`,
    );
    chmodSync(path, 0o755);
  }
};

interface Outcome {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
  /** The calls of programs that are there to change something. */
  readonly calls: readonly string[];
}

/** Runs a cluster tool with only the stand-ins, and what every system has, on the PATH. */
const tool = (name: string, ...args: readonly string[]): Promise<Outcome> =>
  toolWith({}, name, ...args);

const toolWith = (
  environment: Readonly<Record<string, string>>,
  name: string,
  ...args: readonly string[]
): Promise<Outcome> => {
  rmSync(log(), { force: true });
  const path = [directory, dirname(process.execPath), '/usr/bin', '/bin'];
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [...['--import', 'tsx', `cli/cluster/${name}.ts`], ...args],
      { env: { ...withoutColours, ...environment, PATH: path.join(':') } },
      (error, stdout, stderr) =>
        resolve({
          status: error ? Number(error.code) : 0,
          stdout,
          stderr,
          calls: (existsSync(log()) ? readFileSync(log(), 'utf8') : '')
            .split('\n')
            .filter((call) => /upgrade|create|delete|apply|wait|build|push/.test(call)),
        }),
    );
  });
};

describe('cluster:up', () => {
  it('makes the cluster, then installs what the next step needs, and says what it runs', async () => {
    const { status, stdout, calls } = await tool('up');
    expect(status).toBe(0);
    expect(calls.map((call) => call.replace(/ (--|-f|oci:).*/, ''))).toEqual([
      'k3d cluster create takeaways',
      'helm upgrade',
      'helm upgrade',
      'kubectl',
      'kubectl',
      'kubectl',
      'helm upgrade',
    ]);
    for (const call of calls) expect(stdout.replaceAll("'", '')).toContain(`$ ${call}`);
  });

  it('changes nothing the second time, and says so', async () => {
    await tool('up');
    const { status, stdout, calls } = await tool('up');
    expect(status).toBe(0);
    expect(stdout).toContain('nothing has changed');
    expect(calls.filter((call) => !call.includes(' wait '))).toEqual([]);
  });

  it('goes on where a step failed', async () => {
    writeFileSync(join(directory, 'helm'), '#!/bin/sh\n[ "$1" = version ]\n');
    const failed = await tool('up');
    expect(failed.status).toBe(1);
    expect(failed.stderr).toContain('"Install cert-manager');
    expect(failed.stderr).toContain('run this again');

    provide('helm');
    const { status, calls } = await tool('up');
    expect(status).toBe(0);
    expect(calls[0]).toContain('helm upgrade --install cert-manager');
  });

  it('installs a newer version where an older one is', async () => {
    await tool('up');
    writeFileSync(join(directory, 'made.spin-operator'), '[{"chart":"spin-operator-0.6.0"}]');
    const { calls } = await tool('up');
    expect(calls.filter((call) => call.startsWith('helm'))).toEqual([
      expect.stringContaining('--version 0.6.1'),
    ]);
  });

  it('names every program that is missing, and where to get it', async () => {
    rmSync(join(directory, 'k3d'));
    rmSync(join(directory, 'helm'));
    const { status, stderr, calls } = await tool('up');
    expect(status).toBe(1);
    expect(stderr).toContain('Not found: k3d, helm.');
    expect(stderr).toContain('https://k3d.io/');
    expect(stderr).toContain('https://helm.sh/');
    expect(calls).toEqual([]);
  });

  it('says when Docker is installed and does not run', async () => {
    writeFileSync(join(directory, 'docker'), '#!/bin/sh\necho no daemon >&2\nexit 1\n');
    const { status, stderr } = await tool('up');
    expect(status).toBe(1);
    expect(stderr).toContain('Docker does not answer: no daemon');
    expect(stderr).toContain('Start Docker');
  });

  it('pins the version of all it installs, and the digest of the shim', async () => {
    const { stdout } = await tool('up', '--dry-run');
    for (const [line] of stdout.matchAll(/helm upgrade.*/g)) {
      expect(line).toMatch(/--version v?\d+\.\d+\.\d+ /);
    }
    const shim = parse(/<<'END'\n(.*?)\nEND/s.exec(stdout)?.[1] ?? '');
    expect(shim.spec.fetchStrategy.platforms).toHaveLength(2);
    for (const { location, sha256 } of shim.spec.fetchStrategy.platforms) {
      const [, minor = 0, patch = 0] = /\/v0\.(\d+)\.(\d+)\//.exec(location) ?? [];
      expect(Number(minor) * 1000 + Number(patch)).toBeGreaterThanOrEqual(25_001);
      expect(sha256).toMatch(/^[0-9a-f]{64}$/);
    }
  });
});

describe('cluster:deploy', () => {
  it('deploys the very digest that it pushed', async () => {
    const { calls } = await tool('deploy', '--overlay', 'local');
    expect(calls).toEqual([
      'npm run build',
      expect.stringMatching(
        /^spin registry push .*image\.created=\d{4}-\d\d-\d\dT.*Z 127\.0\.0\.1:5000\/takeaways:/,
      ),
      expect.stringContaining('apply --server-side -k dist/cluster'),
      expect.stringContaining('wait deployment/takeaways --for=create'),
    ]);
    const { resources, patches } = parse(readFileSync('dist/cluster/kustomization.yaml', 'utf8'));
    expect(resources).toEqual(['../../k8s/overlays/local']);
    expect(patches[0].patch).toContain(`registry.localhost:5000/takeaways@${digest}`);
  });

  it('is done when the smoke part of the end-to-end suite passes on what serves', async () => {
    const host = await HostProcess.start({ args: ['--quiet'] });
    try {
      const forwarded = { FORWARD_TO: new URL(host.url).host };
      const { status, stdout } = await toolWith(forwarded, 'deploy', '--overlay', 'local');
      expect(stdout).toMatch(/Tests +6 passed/);
      expect(stdout).toContain('The app serves.');
      expect(status).toBe(0);
    } finally {
      await host.stop();
    }
  });

  it('says where to look when it does not pass', async () => {
    const forwarded = { FORWARD_TO: '127.0.0.1:1' }; // Nobody listens there.
    const { status, stderr } = await toolWith(forwarded, 'deploy', '--overlay', 'local');
    expect(status).toBe(1);
    expect(stderr).toContain('does not pass its smoke test');
    expect(stderr).toContain('logs deployment/takeaways');
  });

  it('ends with an error where the app cannot be reached for its smoke test', async () => {
    const { status, stderr } = await tool('deploy', '--overlay', 'local');
    expect(status).toBe(1);
    expect(stderr).toContain('The port-forward ended.');
  });

  it('lists the overlays that there are', async () => {
    const { status, stderr } = await tool('deploy', '--overlay', 'nonesuch');
    expect(status).toBe(1);
    expect(stderr).toContain('Allowed choices are');
    expect(stderr).toContain('production');
  });
});

describe('cluster:down', () => {
  it('removes the cluster, and has nothing to do where there is none', async () => {
    await tool('up');
    expect((await tool('down')).calls).toEqual(['k3d cluster delete takeaways']);
    const again = await tool('down');
    expect(again).toMatchObject({ status: 0, calls: [] });
    expect(again.stdout).toContain('Nothing to do');
  });
});

describe.each(['up', 'down'])('cluster:%s', (name) => {
  it('changes nothing on a dry run', async () => {
    const { status, stdout, calls } = await tool(name, '--dry-run');
    expect(status).toBe(0);
    expect(stdout).toContain('  $ k3d cluster ');
    expect(calls).toEqual([]);
  });

  it('has help with examples', async () => {
    const { status, stdout } = await tool(name, '--help');
    expect(status).toBe(0);
    expect(stdout).toContain(`npm run cluster:${name} -- --dry-run`);
  });
});
