import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { freePort } from '../lib/free-port.js';
import { findProgram } from '../lib/programs.js';
import { temporaryDirectory } from '../lib/temporary-directory.js';
import { RestartableProcess } from './restartable-process.js';

const program = findProgram('bao') ?? 'bao';

/** The OpenBao that is installed, such as `OpenBao 2.6.2`; undefined where there is none. */
export const openBaoVersion: string | undefined = /^OpenBao v\S+/
  .exec(spawnSync(program, ['version'], { encoding: 'utf8' }).stdout ?? '')?.[0]
  .replace(' v', ' ');

/** How to get it, for the names of tests that are skipped. */
export const openBaoIsMissing =
  'SKIPPED: there is no bao on the PATH; get it: https://openbao.org/downloads';

const initialized = z.object({ keys: z.array(z.string()), root_token: z.string() });
const created = z.object({ auth: z.object({ client_token: z.string() }) });

/** A real OpenBao on a free port, with the key-value engine `secret/`, and a folder of its own. */
export class OpenBao extends RestartableProcess {
  private readonly folder = temporaryDirectory();
  private keys: readonly string[] = [];
  private rootToken = '';

  private constructor(private readonly port: number) {
    super();
    const settings = {
      api_addr: this.url,
      listener: [{ tcp: { address: `127.0.0.1:${port}`, tls_disable: true } }],
      log_level: 'error',
      storage: { file: { path: join(this.folder, 'data') } }, // At once active, unlike an election.
    };
    writeFileSync(this.config, JSON.stringify(settings));
  }

  /** Starts one, initialises and unseals it. @returns when it has the engine. */
  static async start(): Promise<OpenBao> {
    const bao = new OpenBao(await freePort());
    await bao.serve();
    const secrets = { secret_shares: 1, secret_threshold: 1 };
    const answer = initialized.parse(await bao.ask('PUT', 'sys/init', secrets));
    bao.keys = answer.keys;
    bao.rootToken = answer.root_token;
    await bao.unseal();
    await bao.ask('POST', 'sys/mounts/secret', { type: 'kv', options: { version: '2' } });
    return bao;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Writes a secret, again as a new version. */
  async write(path: string, value: string): Promise<void> {
    // The engine answers 400 while it starts.
    for (;;) {
      const response = await this.send('POST', `secret/data/${path}`, { data: { value } });
      if (response.ok) return;
      const text = await response.text();
      if (!text.includes('Upgrading')) throw new Error(`OpenBao refused ${path}: ${text}`);
    }
  }

  /** Deletes a secret with all its versions. */
  async delete(path: string): Promise<void> {
    await this.ask('DELETE', `secret/metadata/${path}`);
  }

  /** Deletes the current version of a secret, which can be undone. */
  async deleteVersion(path: string): Promise<void> {
    await this.ask('DELETE', `secret/data/${path}`);
  }

  /** @returns a token that may read the secrets under a path, and nothing else */
  async tokenToRead(path: string): Promise<string> {
    const policy = `path "secret/data/${path}/*" { capabilities = ["read"] }`;
    await this.ask('PUT', 'sys/policies/acl/reader', { policy });
    const settings = { policies: ['reader'], no_default_policy: true, period: '24h' };
    const { auth } = created.parse(await this.ask('POST', 'auth/token/create-orphan', settings));
    return auth.client_token;
  }

  /** Takes back a token. */
  async revoke(token: string): Promise<void> {
    await this.ask('POST', 'auth/token/revoke', { token });
  }

  /** Makes it refuse everything until it is unsealed. */
  async seal(): Promise<void> {
    await this.ask('PUT', 'sys/seal');
  }

  async unseal(): Promise<void> {
    await this.ask('PUT', 'sys/unseal', { key: this.keys[0] });
  }

  /** Starts the server, again where it was killed: it is sealed then. @returns when it listens */
  async serve(): Promise<void> {
    const args = ['server', '-config', this.config];
    await this.run(program, args, { cwd: this.folder, readyText: 'server started!' });
  }

  private get config(): string {
    return join(this.folder, 'config.json');
  }

  private send(method: string, path: string, body?: object): Promise<Response> {
    return fetch(`${this.url}/v1/${path}`, {
      method,
      headers: { 'x-vault-token': this.rootToken },
      ...(body && { body: JSON.stringify(body) }),
    });
  }

  private async ask(method: string, path: string, body?: object): Promise<unknown> {
    const response = await this.send(method, path, body);
    const text = await response.text();
    if (!response.ok) throw new Error(`OpenBao answered ${response.status} to ${path}: ${text}`);
    return text ? JSON.parse(text) : undefined;
  }
}
