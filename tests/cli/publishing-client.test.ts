import { describe, expect, it } from 'vitest';
import { preparePublication } from '../../cli/publishing/publisher.js';
import {
  type Call,
  createClient,
  PublishingError,
} from '../../cli/publishing/publishing-client.js';
import { renamed, startService } from '../api/publishing/support.js';
import { token } from '../support/publishing.js';

const call: Call = { method: 'GET', path: '/v1/meta' };

/** @returns a client of a service that gives these answers in turn, and the times it waited. */
const clientOf = (...answers: (() => Response)[]) => {
  const waits: number[] = [];
  const client = createClient({
    url: 'http://service.test/',
    token,
    send: async (request) => {
      expect(request.headers.get('authorization')).toBe(`Bearer ${token}`);
      const answer = answers.shift();
      if (!answer) throw new Error('ECONNREFUSED');
      return answer();
    },
    wait: async (seconds) => void waits.push(seconds),
  });
  return { client, waits };
};
const unavailable = () => new Response('', { status: 503, headers: { 'retry-after': '7' } });
const fine = () => new Response('{}');

describe('the publishing client', () => {
  it('retries a request as Retry-After says while the service is unavailable', async () => {
    const { client, waits } = clientOf(unavailable, unavailable, fine);
    expect((await client(call)).status).toBe(200);
    expect(waits).toEqual([7, 7]);
  });

  it('gives up after six attempts', async () => {
    const { client, waits } = clientOf(...Array(20).fill(unavailable));
    await expect(client(call)).rejects.toThrow(PublishingError);
    expect(waits).toHaveLength(5);
  });

  it('fails at once if the service cannot be reached, and says what to do', async () => {
    const { client, waits } = clientOf();
    await expect(client(call)).rejects.toThrow(/Cannot reach .*service\.test.*--url/);
    expect(waits).toEqual([]);
  });

  it('retries if a service goes away and comes back', async () => {
    const gone = () => {
      throw new Error('ECONNRESET');
    };
    const { client } = clientOf(unavailable, gone, fine);
    expect((await client(call)).status).toBe(200);
  });

  it('asks whether the URL is right if the response is not a problem document', async () => {
    const { client } = clientOf(() => new Response('<html>', { status: 404 }));
    await expect(client(call)).rejects.toThrow(/Is this the URL of Takeaways/);
  });
});

describe.each([false, true])('a publication, in batches: %s', (batches) => {
  it('changes what is served, and is idempotent', async () => {
    const { client, current } = await startService();
    const first = await preparePublication(client, renamed('New'), { batches });
    expect(first.difference.topics.changed.count).toBe(1);
    expect(first.difference.takeaways.changed.count).toBe(0);
    await first.publish();
    expect((await current()).revision).toBe(first.revision);
    expect((await preparePublication(client, renamed('New'), { batches })).changes).toBe(false);
  });

  it('fails if another revision has been published since it was prepared', async () => {
    const { client, put } = await startService();
    const { publish } = await preparePublication(client, renamed('Ours'), { batches });
    await put(renamed('Theirs'));
    await expect(publish()).rejects.toThrow(/\(412\)\. Rerun/);
  });

  it('is refused for its token before it sends a body, which a server may not read', async () => {
    const { app } = await startService();
    const client = createClient({
      url: 'http://takeaways.test',
      token: 'another',
      send: async (request) => {
        if (request.body) throw new Error('EPIPE');
        return app(request);
      },
    });
    const preparing = preparePublication(client, renamed('New'), { batches });
    await expect(preparing).rejects.toThrow(/missing or wrong \(401\).*TAKEAWAYS_TOKEN/);
  });

  it('succeeds if it has taken effect although its response was lost', async () => {
    const { app, current } = await startService();
    let lost = false;
    const client = createClient({
      url: 'http://takeaways.test',
      token,
      wait: async () => {},
      send: async (request) => {
        const response = await app(request);
        const publishes = /dataset$|activate$/.test(request.url);
        if (!publishes || lost) return response;
        lost = true;
        return unavailable();
      },
    });
    const { publish, revision } = await preparePublication(client, renamed('New'), { batches });
    await publish();
    expect(lost).toBe(true);
    expect((await current()).revision).toBe(revision);
  });
});
