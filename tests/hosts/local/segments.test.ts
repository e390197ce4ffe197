/**
 * What the component does with the resources of WASI: a body that is known is finished before the response
 * is set, for then Spin sends head and body in one segment (docs/requests.md).
 */
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { generateDataset } from '../../../curation/generated-dataset.js';
import { keyValueStore } from '../../../hosts/key-value.js';
import { instanceFactory, type TranspiledModule } from '../../../hosts/local/guest/instance.js';
import { compileModules } from '../../../hosts/local/guest/start-component.js';
import { transpileComponent } from '../../../hosts/local/guest/transpile.js';
import { openState } from '../../../hosts/local/state.js';
import { hostInterfaces } from '../../../hosts/local/wasi/host-interfaces.js';
import {
  type GuestRequest,
  IncomingRequest,
  OutgoingBody,
  ResponseOutparam,
} from '../../../hosts/local/wasi/http.js';
import { OutputStream } from '../../../hosts/local/wasi/io.js';
import { WitError } from '../../../hosts/local/wasi/result.js';
import { temporaryDirectory } from '../../../lib/temporary-directory.js';
import { layOut } from '../../../src/dataset/revisions/layout.js';
import { publish } from '../../../src/dataset/revisions/publish.js';

const database = openState(temporaryDirectory());
afterAll(() => database.close());

let handle: (request: GuestRequest) => Outcome;

interface Outcome {
  readonly status: number | undefined;
  readonly headers: Headers;
  readonly body: string;
  readonly ended: boolean;
  /** What the guest did, in order: `write`, `finish`, `set`. */
  readonly steps: readonly string[];
}

beforeAll(async () => {
  const component = await transpileComponent(resolve('dist/takeaways.wasm'));
  const entry = pathToFileURL(join(component.directory, component.entry)).href;
  const modules = await compileModules(component);
  const silent = { write: () => {} };
  const prepare = instanceFactory((await import(entry)) as TranspiledModule, modules, () =>
    hostInterfaces({ stores: ['default'], variables: { redis_url: '' } }, database, {
      stdout: silent,
      stderr: silent,
    }),
  );
  handle = (request) => {
    const spies = {
      write: vi.spyOn(OutputStream.prototype, 'write').mockClear(),
      finish: vi.spyOn(OutgoingBody, 'finish').mockClear(),
      set: vi.spyOn(ResponseOutparam, 'set').mockClear(),
    };
    let status: number | undefined;
    let headers = new Headers();
    const chunks: Uint8Array[] = [];
    let ended = false;
    prepare().handle(
      new IncomingRequest(request),
      new ResponseOutparam({
        head: (given, lines) => {
          status = given;
          headers = new Headers(lines.map(([name, value]): [string, string] => [name, value]));
        },
        chunk: (bytes) => chunks.push(bytes),
        end: () => {
          ended = true;
        },
      }),
    );
    const steps = Object.entries(spies)
      .flatMap(([step, { mock }]) =>
        mock.invocationCallOrder.map((order): [number, string] => [order, step]),
      )
      .sort(([one], [other]) => one - other)
      .map(([, step]) => step);
    return { status, headers, body: Buffer.concat(chunks).toString(), ended, steps };
  };
});
afterEach(() => vi.restoreAllMocks());

const ask = (pathWithQuery: string, request: Partial<GuestRequest> = {}): Outcome =>
  handle({
    method: 'GET',
    pathWithQuery,
    authority: 'takeaways.test',
    headers: [],
    body: new Uint8Array(),
    ...request,
  });

const publishGenerated = async (takeaways: number): Promise<void> => {
  const content = await layOut(generateDataset(takeaways));
  const now = new Date();
  const operator = { content, origin: 'operator', version: 1, now } as const;
  await publish(keyValueStore(database, 'default'), operator);
};

describe('a body that is known is written and finished before the response is set', () => {
  it.each(['/healthz', '/v1/takeaways', '/v1/takeaways?q=wasm', '/', '/openapi.json', '/nothing'])(
    '%s',
    (path) => {
      const { status, body, headers, steps } = ask(path);
      expect(status).toBe(path === '/nothing' ? 404 : 200);
      expect(steps).toEqual(['write', 'finish', 'set']);
      expect(headers.get('content-length')).toBe(String(Buffer.byteLength(body)));
    },
  );

  it('and so is a stream that turns out to be short', async () => {
    await publishGenerated(20);
    const { body, headers, steps, status } = ask('/v1/dump');
    expect(status).toBe(200);
    expect(steps).toEqual(['write', 'finish', 'set']);
    expect(headers.get('content-length')).toBe(String(Buffer.byteLength(body)));
    expect(JSON.parse(body)).toHaveProperty('takeaways');
  });
});

it('What has no body writes none, and claims no length', () => {
  for (const { status, headers, body, steps, ended } of [
    ask('/v1/takeaways', { method: 'HEAD' }),
    ask('/v1/takeaways', { method: 'OPTIONS' }),
    ask('/v1/takeaways', { headers: [['if-none-match', '*']] }),
  ]) {
    expect(status).toBeLessThan(400);
    expect({ body, steps, ended }).toEqual({ body: '', steps: ['set'], ended: true });
    expect(headers.get('content-length')).toBeNull();
  }
});

it('A dataset larger than a chunk is streamed, its first chunk before the response is set', async () => {
  await publishGenerated(1500);
  const { headers, body, steps, ended } = ask('/v1/dump');
  expect(steps.slice(0, 3)).toEqual(['write', 'set', 'write']);
  expect(steps.at(-1)).toBe('finish');
  expect(headers.get('content-length')).toBe(String(Buffer.byteLength(body)));
  expect(JSON.parse(body).takeaways).toHaveLength(1500);
  expect(ended).toBe(true);
});

it('A client that goes away in the middle of a body is no failure of the component', async () => {
  const closed = () => {
    throw new WitError({ tag: 'closed' });
  };
  vi.spyOn(OutputStream.prototype, 'checkWrite')
    .mockReturnValueOnce(BigInt(1024 * 1024))
    .mockImplementation(closed);
  expect(ask('/v1/dump')).toMatchObject({ status: 200, steps: ['write', 'set'], ended: false });
});
