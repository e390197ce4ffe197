import { beforeEach, describe, expect, it } from 'vitest';
import { readDataset } from '../../../curation/read-dataset.js';
import { schemas } from '../../../src/api/api-schemas.js';
import { maxKeptRevisions } from '../../../src/dataset/revisions/garbage-collection.js';
import { keyOf, suffixes } from '../../../src/dataset/revisions/revision.js';
import { jsonOf, problemOf } from '../../support/answer.js';
import { bearer, renamed, startService } from './support.js';

let service: Awaited<ReturnType<typeof startService>>;
beforeEach(async () => {
  service = await startService();
});

const list = async () =>
  jsonOf(await service.send('/v1/revisions', { headers: bearer }), schemas.Revisions);

describe('the list of revisions', () => {
  it('has the current revision first, then the earlier ones', async () => {
    const bundled = (await service.current()).revision;
    await service.put(renamed('First'));
    const { revision } = await service.current();
    const { current, data } = await list();
    expect(current).toBe(revision);
    expect(data).toMatchObject([
      {
        revision,
        state: 'current',
        origin: 'operator',
        counts: { topics: readDataset().topics.length },
      },
      { revision: bundled, state: 'whole', origin: 'bundled' },
    ]);
  });

  it('has as many revisions as are kept', async () => {
    for (let n = 0; n < maxKeptRevisions + 3; n++) await service.put(renamed(`Name ${n}`));
    expect((await list()).data).toHaveLength(maxKeptRevisions + 1);
  });
});

describe('activating a revision', () => {
  it('rolls back to it, with origin operator', async () => {
    const bundled = (await service.current()).revision;
    await service.put(renamed('A mistake'));
    const { status, headers, body } = await service.activate(bundled, {
      'if-match': await service.etag(),
    });
    expect(status).toBe(200);
    expect(schemas.Revision.parse(JSON.parse(body))).toMatchObject({
      revision: bundled,
      state: 'current',
    });
    expect(headers.get('etag')).toBe(`"${bundled}"`);
    expect(await service.current()).toEqual({ revision: bundled, origin: 'operator' });
    expect((await service.send('/v1/dump')).body).not.toContain('A mistake');
  });

  it('keeps the replaced revision, to roll forward again', async () => {
    const bundled = (await service.current()).revision;
    await service.put(renamed('Another'));
    const { revision } = await service.current();
    await service.activate(bundled);
    expect((await service.activate(revision)).status).toBe(200);
    expect((await service.current()).revision).toBe(revision);
  });

  it('changes nothing if it is already current', async () => {
    await service.put(renamed('Another'));
    const { revision } = await service.current();
    const { result, cost } = await service.store.costOf(() => service.activate(revision));
    expect(result.status).toBe(200);
    expect(cost).toMatchObject({ sets: 0, deletes: 0 });
  });

  const refusal = async (id: string, headers?: Record<string, string>) => {
    const { result, cost } = await service.store.costOf(() => service.activate(id, headers));
    expect(cost).toMatchObject({ sets: 0, deletes: 0 });
    return problemOf(result).slug;
  };

  it.each(['0'.repeat(32), 'current', '..', '%2e%2e', 'A'.repeat(32)])(
    'is 404 if there is no revision "%s"',
    async (id) => {
      expect(await refusal(id)).toBe('not-found');
    },
  );

  it('is 409 if it is incomplete', async () => {
    const bundled = (await service.current()).revision;
    await service.put(renamed('Another'));
    await service.store.delete(keyOf(bundled, suffixes.descriptor));
    expect(await refusal(bundled)).toBe('revision-incomplete');
    expect((await list()).data).toMatchObject([{}, { revision: bundled, state: 'incomplete' }]);
  });

  it('is 428 without If-Match, and 412 if the dataset has changed', async () => {
    const stale = await service.etag();
    const { revision } = await service.current();
    await service.put(renamed('Another'));
    expect(await refusal(revision, {})).toBe('precondition-required');
    expect(await refusal(revision, { 'if-match': stale })).toBe('precondition-failed');
  });

  it('leaves the current revision in place if the other is removed at the same time', async () => {
    const bundled = (await service.current()).revision;
    await service.put(renamed('Another'));
    const before = await service.current();
    const descriptor = keyOf(bundled, suffixes.descriptor);
    const { store } = service;
    const racing = await startService({
      store: {
        ...store,
        set: async (key, value) => {
          await store.set(key, value);
          if (key.endsWith('/current')) await store.delete(descriptor);
        },
      },
    });
    expect(problemOf(await racing.activate(bundled)).slug).toBe('revision-incomplete');
    expect(await service.current()).toEqual(before);
  });
});
