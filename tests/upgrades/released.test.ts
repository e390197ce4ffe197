/** What every released component wrote is served and continued today, and today's stores do it no harm. */
import { describe, expect, it } from 'vitest';
import type { Service } from '../../src/api/service.js';
import { createApp } from '../../src/app.js';
import { layOut } from '../../src/dataset/revisions/layout.js';
import type { KeyValueStore } from '../../src/store/store.js';
import { datasetOf, takeaway } from '../dataset/support.js';
import { createCountingStore } from '../support/stores/counting-store.js';
import { createTestService } from '../support/test-app.js';
import { loadRelease, readGolden, releases } from './released.js';

const token = 'upgrade';
const authorization = { authorization: `Bearer ${token}`, 'if-match': '*' };

type Ask = (path: string, init?: RequestInit) => Promise<Response>;

const askOf =
  (app: (request: Request) => Promise<Response>): Ask =>
  (path, init) =>
    app(new Request(`http://upgrade.test${path}`, init));

const today = async (store: KeyValueStore, given: Partial<Service> = {}): Promise<Ask> =>
  askOf(createApp(await createTestService({ store, publishToken: () => token, ...given })));

const released = async (release: string, store: KeyValueStore): Promise<Ask> => {
  const code = await loadRelease(release);
  const bundled = { ...(await code.layOut(editionOf(0))), version: 1 };
  const service = await createTestService({ store, bundled, publishToken: () => token });
  return askOf(code.createApp(service));
};

/** Something that every release can store. */
const editionOf = (number: number) => {
  const {
    talks: _,
    people: __,
    ...dataset
  } = datasetOf(
    ['one', 'two', 'three'].map((id) =>
      takeaway({ id: `${id}-${number}`, title: `Takeaway of edition ${number}` }),
    ),
  );
  return dataset as ReturnType<typeof datasetOf>;
};

const publish = async (ask: Ask, number: number): Promise<number> => {
  const response = await ask('/v1/dataset', {
    method: 'PUT',
    headers: { ...authorization, 'content-type': 'application/json' },
    body: JSON.stringify(editionOf(number)),
  });
  return response.status;
};

const activate = async (ask: Ask, revision: string): Promise<number> =>
  (await ask(`/v1/revisions/${revision}/activate`, { method: 'POST', headers: authorization }))
    .status;

const dumpOf = async (ask: Ask): Promise<Record<string, { id: string }[]>> => {
  const response = await ask('/v1/dump');
  expect(response.status).toBe(200);
  return response.json() as Promise<Record<string, { id: string }[]>>;
};

const idsOf = async (ask: Ask): Promise<string[]> =>
  ((await dumpOf(ask)).takeaways ?? []).map(({ id }) => id).sort();

const idsIn = (number: number): string[] =>
  editionOf(number)
    .takeaways.map(({ id }) => id)
    .sort();

it('there is a release to test', () => {
  expect(releases).toContain('0.2.0');
});

describe.each(releases)('a store that release %s wrote', (release) => {
  it('is served: the dump, searches and every revision', async () => {
    const { store, dump, revision, bundled } = await readGolden(release);
    const ask = await today(store);
    expect(await dumpOf(ask)).toEqual({ talks: [], people: [], ...dump });
    const [first] = dump.takeaways as { id: string; title: string }[];
    const found = await ask(`/v1/takeaways?q=${encodeURIComponent(first?.title ?? '')}`);
    expect(await found.json()).toMatchObject({ revision, data: [{ id: first?.id }] });
    const list = await (await ask('/v1/revisions', { headers: authorization })).json();
    expect(list).toMatchObject({
      data: expect.arrayContaining([
        expect.objectContaining({ revision, state: 'current' }),
        expect.objectContaining({ revision: bundled, state: 'whole' }),
      ]),
    });
  });

  it('keeps what an operator published, however new the bundled dataset is', async () => {
    const { store, revision } = await readGolden(release);
    const bundled = {
      ...(await layOut({ ...editionOf(5), talks: [], people: [] })),
      version: 1000,
    };
    const ask = await today(store, { bundled });
    expect(await (await ask('/v1/meta')).json()).toMatchObject({ revision });
  });

  it('is published to, and rolled back', async () => {
    const { store, revision, dump } = await readGolden(release);
    const ask = await today(store);
    expect(await publish(ask, 7)).toBe(200);
    expect(await idsOf(ask)).toEqual(idsIn(7));
    expect(await activate(ask, revision)).toBe(200);
    expect((await dumpOf(ask)).takeaways).toEqual(dump.takeaways);
  });

  it('has an upload that can be finished', async () => {
    const { store, upload } = await readGolden(release);
    const ask = await today(store);
    const put = (path: string, type: string, body: BodyInit) =>
      ask(path, { method: 'PUT', headers: { ...authorization, 'content-type': type }, body });
    const path = `/v1/uploads/${upload.revision}`;
    const root = JSON.stringify(upload.root);
    expect(await (await put(path, 'application/json', root)).json()).toMatchObject({
      complete: false,
    });
    const page = Buffer.from(upload.page, 'base64');
    await put(`${path}/pages/0`, 'application/octet-stream', page);
    expect(await (await put(path, 'application/json', root)).json()).toMatchObject({
      complete: true,
    });
    expect(await activate(ask, upload.revision)).toBe(200);
    expect((await dumpOf(ask)).takeaways).toHaveLength(5);
  });
});

describe.each(releases)('release %s, over a store of today', (release) => {
  const seeded = async () => {
    const store = createCountingStore();
    const ask = await today(store);
    expect(await publish(ask, 1)).toBe(200);
    return { store, ask, earlier: await released(release, store) };
  };

  it('serves what is there, and changes nothing by that', async () => {
    const { store, earlier } = await seeded();
    const before = store.keys();
    expect(await idsOf(earlier)).toEqual(idsIn(1));
    for (const path of ['/readyz', '/v1/meta', '/v1/takeaways?q=edition', '/feed.atom']) {
      expect((await earlier(path)).status).toBe(200);
    }
    expect(store.keys()).toEqual(before);
  });

  it('takes turns at publishing with today’s component, and each serves the other’s at once', async () => {
    const { ask, earlier } = await seeded();
    for (let number = 2; number < 12; number += 2) {
      expect(await publish(earlier, number)).toBe(200);
      expect(await idsOf(ask)).toEqual(idsIn(number));
      expect(await publish(ask, number + 1)).toBe(200);
      expect(await idsOf(earlier)).toEqual(idsIn(number + 1));
    }
  });

  it('rolls back to what today’s component published, and the other way round', async () => {
    const { ask, earlier } = await seeded();
    const ours = (await (await ask('/v1/meta')).json()) as { revision: string };
    expect(await publish(earlier, 2)).toBe(200);
    const theirs = (await (await earlier('/v1/meta')).json()) as { revision: string };
    expect(await activate(earlier, ours.revision)).toBe(200);
    expect(await idsOf(ask)).toEqual(idsIn(1));
    expect(await activate(ask, theirs.revision)).toBe(200);
    expect(await idsOf(earlier)).toEqual(idsIn(2));
  });
});
