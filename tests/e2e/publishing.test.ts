/**
 * Publishing to the built component with the command-line tool. The tests change the served dataset, so
 * they start their own server. They use the one at BASE_URL only if TAKEAWAYS_TOKEN is set, too, and
 * roll it back at the end.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { readDataset } from '../../curation/read-dataset.js';
import { HostProcess } from '../../harness/local-host.js';
import { temporaryDirectory } from '../../lib/temporary-directory.js';
import { schemas } from '../../src/api/api-schemas.js';
import { maxBodyBytes } from '../../src/http/body.js';
import { answerOf, jsonOf, problemOf } from '../support/answer.js';

vi.setConfig({ testTimeout: 60_000 });

const given = inject('isOurs') ? undefined : inject('baseUrl');
const token = (given && process.env.TAKEAWAYS_TOKEN) || 'correct-horse-battery-staple';
const bearer = { authorization: `Bearer ${token}` };

const start = (...variables: string[]) =>
  HostProcess.start({
    from: inject('manifest'),
    args: variables.flatMap((variable) => ['--variable', variable]),
  });

let host: HostProcess | undefined;
let url: string;
let original: string;
const get = async (path: string) => answerOf(await fetch(url + path));
const current = async () => jsonOf(await get('/v1/meta'), schemas.Meta);
const put = async (body: string | Uint8Array<ArrayBuffer>, more: Record<string, string> = {}) => {
  const headers = { ...bearer, 'if-match': '*', 'content-type': 'application/json', ...more };
  return answerOf(await fetch(`${url}/v1/dataset`, { method: 'PUT', headers, body }));
};
const activate = async (id: string) =>
  answerOf(
    await fetch(`${url}/v1/revisions/${id}/activate`, {
      method: 'POST',
      headers: { ...bearer, 'if-match': '*' },
    }),
  );

/** Runs the publishing tool without a terminal. */
const publish = async (folder: string, options: string[], environment = {}) => {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', 'cli/dataset-publish.ts', '--url', url, ...options, folder],
    {
      env: { PATH: process.env.PATH, TAKEAWAYS_TOKEN: token, ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  const ended = once(child, 'close');
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const [status] = await ended;
  return { status, stdout, stderr };
};

/** A copy of data/ with the topic eBPF renamed. */
const renamed = (name: string): string => {
  const folder = join(temporaryDirectory(), 'data');
  cpSync('data', folder, { recursive: true });
  const file = join(folder, 'topics.json');
  writeFileSync(file, readFileSync(file, 'utf8').replace('"name": "eBPF"', `"name": "${name}"`));
  return folder;
};

const isTokenKnown = !given || process.env.TAKEAWAYS_TOKEN !== undefined;
beforeAll(async () => {
  if (!given) host = await start(`publish_token=${token}`, 'log_level=debug');
  url = given ?? host?.url ?? '';
  original = (await current()).revision;
});
afterAll(async () => {
  if (given && isTokenKnown) await activate(original);
  await host?.stop();
});

describe.runIf(isTokenKnown)('npm run dataset:publish', () => {
  it('shows the difference, publishes, and explains how to roll back', async () => {
    const { stdout, stderr, status } = await publish(renamed('New eBPF'), ['--yes']);
    expect(stderr).toBe('');
    expect(stdout).toMatch(/topics changed: 1 \(ebpf\)\nPublished\. To roll back:\n/);
    expect(stdout).toContain(`/v1/revisions/${original}/activate`);
    expect(stdout).not.toContain(token);
    expect(status).toBe(0);
    expect((await get('/v1/topics/ebpf')).body).toContain('New eBPF');
  });

  it('uploads in batches if a dataset is too large for one request, or on request', async () => {
    const options = ['--yes', '--json', '--batches'];
    const { stdout, status } = await publish(renamed('Batched eBPF'), options);
    expect(status).toBe(0);
    const { revision, published, difference } = JSON.parse(stdout);
    expect(published).toBe(true);
    expect(difference.topics.changed).toEqual({ count: 1, ids: ['ebpf'] });
    expect(await current()).toMatchObject({ revision, origin: 'operator' });
    expect((await get('/v1/topics/ebpf')).body).toContain('Batched eBPF');
  });

  it.each([
    ['only shows the difference in a dry run', ['--dry-run'], {}, 0, /topics changed: 1/],
    ['does not publish without confirmation', [], {}, 1, /--yes/],
    ['explains how to pass the token', ['--yes'], { TAKEAWAYS_TOKEN: '' }, 1, /TAKEAWAYS_TOKEN/],
    ['reports a wrong token', ['--yes'], { TAKEAWAYS_TOKEN: 'x' }, 1, /missing or wrong/],
  ])('%s', async (_, options, environment, expected, message) => {
    const before = await current();
    const { status, stdout, stderr } = await publish(renamed('Other'), options, environment);
    expect(stdout + stderr).toMatch(message);
    expect(status).toBe(expected);
    expect(await current()).toEqual(before);
  });

  it('does not publish an invalid dataset', async () => {
    const before = await current();
    const { status, stderr } = await publish(renamed(''), ['--yes']);
    expect(stderr).toMatch(/topics\.json ebpf \/name: .*\nNothing was published/);
    expect(status).toBe(1);
    expect(await current()).toEqual(before);
  });
});

describe.runIf(isTokenKnown)('the component', () => {
  it('rolls back to an earlier revision', async () => {
    expect((await activate(original)).status).toBe(200);
    expect((await current()).revision).toBe(original);
    expect(
      jsonOf(
        await answerOf(await fetch(`${url}/v1/revisions`, { headers: bearer })),
        schemas.Revisions,
      ).current,
    ).toBe(original);
  });

  it('reports the position of malformed JSON', async () => {
    const { errors } = problemOf(await put('{"takeaways": [},]}'));
    expect(errors[0]?.detail).toMatch(/(line 1 column 16|position 15|'}', "{"takeaways": \[},)/);
  });

  it('says that JSON is nested too deep, whatever the engine would do', async () => {
    const { errors } = problemOf(await put(`${'['.repeat(1000)}${']'.repeat(1000)}`));
    expect(errors[0]?.detail).toBe('The body is not JSON: it is nested more than 64 levels deep.');
  });

  it('rejects a body that is too large', async () => {
    // Spin may cut the connection of a body that nobody reads (docs/faults.md); clients try again.
    const answer = await vi.waitFor(() => put(' '.repeat(maxBodyBytes + 1)), { timeout: 10_000 });
    expect(problemOf(answer).slug).toBe('content-too-large');
  });

  const dataset = readDataset();
  // The claims have their measurements with them; without these, what is added fits into a request.
  const small = { ...dataset, claims: [] };
  it.each([
    ['unterminated nesting', '['.repeat(1_000_000)],
    ['a string of escapes', `{"data":"${'\\n'.repeat(500_000)}"}`],
    ['a string that does not end', `"${'\\'.repeat(1_000_001)}`],
    ['very many strings', '"\\"'.repeat(250_000)],
    ['very many names', `{${Array.from({ length: 70_000 }, (_, n) => `"k${n}":${n}`).join(',')}}`],
    ['deep nesting', `${'['.repeat(300_000)}${']'.repeat(300_000)}`],
    ['very many records', JSON.stringify({ ...small, takeaways: Array(400_000).fill(0) })],
    [
      'a very large record',
      JSON.stringify({
        ...small,
        takeaways: [{ ...dataset.takeaways[0], links: Array(400_000).fill(0) }],
      }),
    ],
    ['invalid UTF-8', new Uint8Array(1000).fill(0xff)],
  ])('rejects %s with a client error', async (_, body) => {
    const before = await current();
    expect(problemOf(await put(body)).slug).toBe('invalid-request');
    expect(await current()).toEqual(before);
  });
});

describe.skipIf(given)('the log', () => {
  it('has a line with the trace ID for each request at level debug', async () => {
    const traceId = 'c0ffee00000000000000000000000001';
    await host?.fetch('/v1/topics?limit=1', {
      headers: { traceparent: `00-${traceId}-00f067aa0ba902b7-01` },
    });
    const line = await host?.logged(({ msg }) => String(msg).includes(traceId));
    expect(JSON.parse(String(line?.msg))).toMatchObject({
      level: 'debug',
      msg: 'request',
      path: '/v1/topics',
      status: 200,
      store_reads: 2,
    });
  });

  it('never has the token', () => {
    expect(JSON.stringify(host?.log)).not.toContain(token);
  });
});

describe.skipIf(given)('injected faults', () => {
  it('do not affect health probes', async () => {
    const server = await start('faults=error=1');
    expect((await server.fetch('/v1/meta')).status).toBe(500);
    expect((await server.fetch('/readyz')).status).toBe(200);
    await server.stop();
  });

  it('affect the given share of requests', async () => {
    const server = await start('faults=delay=1ms,error=0.5');
    const statuses: number[] = [];
    for (let n = 0; n < 40; n++) statuses.push((await server.fetch('/problems/overloaded')).status);
    expect(new Set(statuses)).toEqual(new Set([200, 500]));
    await server.stop();
  });

  it('are off by default, and so is publishing', async () => {
    const plain = await start();
    const answer = await answerOf(await plain.fetch('/v1/revisions'));
    expect(problemOf(answer).slug).toBe('publishing-off');
    await plain.stop();
  });
});
