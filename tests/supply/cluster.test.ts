/**
 * The commands run by the cluster tools. Stubs on the PATH replace Docker and the other programs: they log their
 * calls, and keep their state in files.
 */
import { execFile } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { HostProcess } from '../../harness/local-host.js';

const digest = `sha256:${'a'.repeat(64)}`;

/** Stubs for each program, in shell; `$made` is the prefix of its state files. */
const stubs: Readonly<Record<string, string>> = {
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
  // diff compares with what was applied last, from standard input, a directory or a URL.
  kubectl: `of() { case "$*" in *"-f -"*) cat ;; *"-k "*) cat "$(echo "$*" | sed 's/.*-k //')/kustomization.yaml" ;; *) echo "$*" | sed 's/.* //' ;; esac; }
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
  provide(...Object.keys(stubs));
});
afterEach(() => rmSync(directory, { recursive: true }));

const log = () => join(directory, 'calls.log');

const provide = (...names: readonly string[]): void => {
  for (const name of names) {
    const path = join(directory, name);
    writeFileSync(
      path,
      `#!/bin/sh\nmade=${directory}/made\necho "${name} $*" >>${log()}\n${stubs[name]}\n`,
    );
    chmodSync(path, 0o755);
  }
};

interface Outcome {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
  /** The calls that change something. */
  readonly calls: readonly string[];
}

/** Runs a cluster tool with only the stubs and the system's programs on the PATH. */
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
  it('creates the cluster and installs everything in order, and shows each command', async () => {
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
      'helm upgrade',
      'kubectl',
    ]);
    for (const call of calls) expect(stdout.replaceAll("'", '')).toContain(`$ ${call}`);
  });

  it('changes nothing the second time, and says so', async () => {
    await tool('up');
    const { status, stdout, calls } = await tool('up');
    expect(status).toBe(0);
    expect(stdout).toContain('Nothing has changed');
    expect(calls.filter((call) => !call.includes(' wait '))).toEqual([]);
  });

  it('resumes at the step that failed', async () => {
    writeFileSync(join(directory, 'helm'), '#!/bin/sh\n[ "$1" = version ]\n');
    const failed = await tool('up');
    expect(failed.status).toBe(1);
    expect(failed.stderr).toContain('"Install cert-manager');
    expect(failed.stderr).toContain('completed steps are skipped');

    provide('helm');
    const { status, calls } = await tool('up');
    expect(status).toBe(0);
    expect(calls[0]).toContain('helm upgrade --install cert-manager');
  });

  it('upgrades an older version', async () => {
    await tool('up');
    writeFileSync(join(directory, 'made.spin-operator'), '[{"chart":"spin-operator-0.6.0"}]');
    const { calls } = await tool('up');
    expect(calls.filter((call) => call.startsWith('helm'))).toEqual([
      expect.stringContaining('--version 0.6.1'),
    ]);
  });

  it('lists every missing program, and how to install it', async () => {
    rmSync(join(directory, 'k3d'));
    rmSync(join(directory, 'helm'));
    const { status, stderr, calls } = await tool('up');
    expect(status).toBe(1);
    expect(stderr).toContain('Not found: k3d, helm.');
    expect(stderr).toContain('https://k3d.io/');
    expect(stderr).toContain('https://helm.sh/');
    expect(calls).toEqual([]);
  });

  it('says if Docker is installed but not running', async () => {
    writeFileSync(join(directory, 'docker'), '#!/bin/sh\necho no daemon >&2\nexit 1\n');
    const { status, stderr } = await tool('up');
    expect(status).toBe(1);
    expect(stderr).toContain('Docker is not running: no daemon');
    expect(stderr).toContain('Start Docker');
  });

  it('pins all versions, and the digest of the shim', async () => {
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
  it('deploys the pushed digest', async () => {
    const { calls } = await tool('deploy', '--overlay', 'local');
    expect(calls).toEqual([
      'npm run build -- --engine starlingmonkey',
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

  it('succeeds when the smoke tests pass', async () => {
    const host = await HostProcess.start({ args: ['--quiet'] });
    try {
      const forwarded = { FORWARD_TO: new URL(host.url).host };
      const { status, stdout } = await toolWith(forwarded, 'deploy', '--overlay', 'local');
      expect(stdout).toMatch(/Tests +6 passed/);
      expect(stdout).toContain('The app is running.');
      expect(status).toBe(0);
    } finally {
      await host.stop();
    }
  });

  it('says where to look if they fail', async () => {
    const forwarded = { FORWARD_TO: '127.0.0.1:1' }; // Nothing listens there.
    const { status, stderr } = await toolWith(forwarded, 'deploy', '--overlay', 'local');
    expect(status).toBe(1);
    expect(stderr).toContain('fails its smoke test');
    expect(stderr).toContain('logs deployment/takeaways');
  });

  it('fails if the app cannot be reached', async () => {
    const { status, stderr } = await tool('deploy', '--overlay', 'local');
    expect(status).toBe(1);
    expect(stderr).toContain('The port-forward ended.');
  });

  it('deploys the component with another engine', async () => {
    const { calls } = await tool('deploy', '--overlay', 'local', '--engine', 'quickjs');
    expect(calls.slice(0, 2)).toEqual([
      'npm run build -- --engine quickjs',
      expect.stringMatching(
        /^spin registry push .*--from spin-quickjs.toml .* 127\.0\.0\.1:5000\/takeaways-quickjs:/,
      ),
    ]);
    const { patches } = parse(readFileSync('dist/cluster/kustomization.yaml', 'utf8'));
    expect(patches[0].patch).toContain(`registry.localhost:5000/takeaways-quickjs@${digest}`);
  });

  it('lists the overlays if the name is unknown', async () => {
    const { status, stderr } = await tool('deploy', '--overlay', 'nonesuch');
    expect(status).toBe(1);
    expect(stderr).toContain('Allowed choices are');
    expect(stderr).toContain('production');
  });
});

describe('cluster:down', () => {
  it('deletes the cluster, and is idempotent', async () => {
    await tool('up');
    expect((await tool('down')).calls).toEqual(['k3d cluster delete takeaways']);
    const again = await tool('down');
    expect(again).toMatchObject({ status: 0, calls: [] });
    expect(again.stdout).toContain('Already done');
  });
});

describe.each(['up', 'down'])('cluster:%s', (name) => {
  it('changes nothing with --dry-run', async () => {
    const { status, stdout, calls } = await tool(name, '--dry-run');
    expect(status).toBe(0);
    expect(stdout).toContain('  $ k3d cluster ');
    expect(calls).toEqual([]);
  });

  it('prints help with examples', async () => {
    const { status, stdout } = await tool(name, '--help');
    expect(status).toBe(0);
    expect(stdout).toContain(`npm run cluster:${name} -- --dry-run`);
  });
});
