/** The contract suite for all implementations of KeyValueStore. */
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { encodeText } from '../../src/encoding/utf8.js';
import type { Awaitable, KeyValueStore } from '../../src/store/store.js';

/** A store opened for one test. */
export interface OpenedStore {
  readonly store: KeyValueStore;
  /** A second handle on the same store, as in another instance of the component. */
  reopen(): Awaitable<KeyValueStore>;
  /** Sets a value several times through one instance, where each operation of `store` has its own. */
  setRepeatedly?(key: string, value: Uint8Array, times: number): Awaitable<void>;
  /** Cleans up after the test. */
  close?(): Awaitable<void>;
}

/** How expensive an adapter's operations are. */
export interface ContractOptions {
  /** The number of runs per property; fewer if operations cross a process or a network. */
  readonly runs?: number;
}

const everyByte = Uint8Array.from({ length: 256 }, (_, byte) => byte);

const unusualKeys: readonly (readonly [kind: string, key: string])[] = [
  ['slashes', 'takeaways/0123456789abcdef/segment/0'],
  ['letters beyond ASCII', 'clé/Płotka/鍵/🔑'],
  ['spaces and punctuation', ' a key: "quoted", 100% *?[x] \\ \'; -- '],
  ['500 characters', 'k'.repeat(500)],
];

/** @returns `size` pseudo-random bytes, without patterns that could hide errors in compression or chunks. */
const largeValue = (size: number): Uint8Array => {
  let state = 1;
  return Uint8Array.from({ length: size }, () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return state >>> 16;
  });
};

/** Normalises the kind of byte array that `get` returned. */
const bytesOf = (value: Uint8Array | undefined) => value && Array.from(value);

/**
 * Runs the contract suite.
 *
 * @param name the name of the store
 * @param open opens an empty store
 */
export const describeKeyValueStore = (
  name: string,
  open: () => Awaitable<OpenedStore>,
  { runs = 50 }: ContractOptions = {},
): void => {
  describe(`${name} as a key-value store`, () => {
    let opened: OpenedStore;
    let store: KeyValueStore;

    beforeEach(async () => {
      opened = await open();
      store = opened.store;
    });
    afterEach(() => opened.close?.());

    it('has no value for a key that was never set', async () => {
      expect(await store.get('missing')).toBeUndefined();
    });

    it('returns what was set', async () => {
      await store.set('key', encodeText('value'));
      expect(bytesOf(await store.get('key'))).toEqual(bytesOf(encodeText('value')));
    });

    it('replaces a longer value completely with a shorter one', async () => {
      await store.set('key', encodeText('a long first value'));
      await store.set('key', encodeText('second'));
      expect(bytesOf(await store.get('key'))).toEqual(bytesOf(encodeText('second')));
    });

    it('has no value for a deleted key', async () => {
      await store.set('key', encodeText('value'));
      await store.delete('key');
      expect(await store.get('key')).toBeUndefined();
    });

    it('can delete a missing key', async () => {
      await store.delete('missing');
      await store.delete('missing');
      expect(await store.get('missing')).toBeUndefined();
    });

    it('can set a deleted key again', async () => {
      await store.set('key', encodeText('first'));
      await store.delete('key');
      await store.set('key', encodeText('second'));
      expect(bytesOf(await store.get('key'))).toEqual(bytesOf(encodeText('second')));
    });

    it('preserves every byte', async () => {
      await store.set('key', everyByte);
      expect(bytesOf(await store.get('key'))).toEqual(bytesOf(everyByte));
    });

    it('distinguishes an empty value from none', async () => {
      await store.set('key', new Uint8Array(0));
      expect(bytesOf(await store.get('key'))).toEqual([]);
    });

    it('can store a value of 1 MB', async () => {
      const value = largeValue(2 ** 20);
      await store.set('key', value);
      const kept = await store.get('key');
      expect(kept?.length).toBe(value.length);
      expect(Buffer.compare(kept ?? new Uint8Array(), value)).toBe(0);
    });

    it('stores the bytes of a view, not of its whole buffer', async () => {
      await store.set('key', everyByte.subarray(10, 20));
      expect(bytesOf(await store.get('key'))).toEqual([10, 11, 12, 13, 14, 15, 16, 17, 18, 19]);
    });

    it.each(unusualKeys)('accepts a key with %s', async (_, key) => {
      await store.set(key, encodeText('value'));
      expect(bytesOf(await store.get(key))).toEqual(bytesOf(encodeText('value')));
      await store.delete(key);
      expect(await store.get(key)).toBeUndefined();
    });

    it('distinguishes keys by case, accents, slashes and suffixes', async () => {
      const keys = ['key', 'Key', 'kéy', 'ke\u0301y', 'key/', '/key', 'key/0', 'key/00', 'ke'];
      for (const key of keys) await store.set(key, encodeText(`of ${key}`));
      await store.delete('key/0');
      const kept = await Promise.all(keys.map(async (key) => bytesOf(await store.get(key))));
      const expected = keys.map((key) =>
        key === 'key/0' ? undefined : bytesOf(encodeText(`of ${key}`)),
      );
      expect(kept).toEqual(expected);
    });

    it('copies the bytes that it is given', async () => {
      const given = Buffer.from([1, 2, 3]);
      await store.set('key', given);
      given.fill(0);
      expect(bytesOf(await store.get('key'))).toEqual([1, 2, 3]);
    });

    it('copies the bytes that it returns', async () => {
      await store.set('key', Uint8Array.of(1, 2, 3));
      (await store.get('key'))?.fill(0);
      expect(bytesOf(await store.get('key'))).toEqual([1, 2, 3]);
    });

    it('shows the writes and deletes of one handle in a second one', async () => {
      await store.set('kept', encodeText('value'));
      await store.set('deleted', encodeText('value'));
      await store.delete('deleted');
      const second = await opened.reopen();
      expect(bytesOf(await second.get('kept'))).toEqual(bytesOf(encodeText('value')));
      expect(await second.get('deleted')).toBeUndefined();
    });

    it('shows a handle the later writes of another one', async () => {
      const second = await opened.reopen();
      await store.set('key', encodeText('first'));
      await second.set('key', encodeText('second'));
      expect(bytesOf(await store.get('key'))).toEqual(bytesOf(encodeText('second')));
    });

    it('takes 300 values through one instance, whose handles are limited', async () => {
      const value = encodeText('value');
      if (opened.setRepeatedly) await opened.setRepeatedly('key', value, 300);
      else for (let times = 0; times < 300; times++) await store.set('key', value);
      expect(bytesOf(await store.get('key'))).toEqual(bytesOf(value));
    });

    it('holds the complete value of one writer after concurrent writes', async () => {
      const values = Array.from({ length: 20 }, (_, writer) =>
        new Uint8Array(10_000 + writer).fill(writer),
      );
      const second = await opened.reopen();
      await Promise.all(
        values.map(async (value, writer) => (writer % 2 ? second : store).set('key', value)),
      );
      const kept = bytesOf(await store.get('key'));
      expect(values.map(bytesOf)).toContainEqual(kept);
      expect(bytesOf(await second.get('key'))).toEqual(kept);
    });

    it('behaves like a map for any sequence of operations', async () => {
      const key = fc.constantFrom('a', 'b', 'a/b', 'é');
      const operation = fc.oneof(
        fc.record({ type: fc.constant('set' as const), key, value: fc.uint8Array() }),
        fc.record({ type: fc.constant('delete' as const), key }),
        fc.record({ type: fc.constant('get' as const), key }),
      );
      let run = 0;
      await fc.assert(
        fc.asyncProperty(fc.array(operation, { maxLength: 30 }), async (operations) => {
          const model = new Map<string, Uint8Array>();
          const prefix = `run ${run++}/`;
          for (const { type, key, ...rest } of operations) {
            if (type === 'delete') {
              model.delete(key);
              await store.delete(prefix + key);
            } else if ('value' in rest) {
              model.set(key, rest.value);
              await store.set(prefix + key, rest.value);
            }
            expect(bytesOf(await store.get(prefix + key))).toEqual(bytesOf(model.get(key)));
          }
          for (const key of ['a', 'b', 'a/b', 'é']) {
            expect(bytesOf(await store.get(prefix + key))).toEqual(bytesOf(model.get(key)));
          }
        }),
        { numRuns: runs },
      );
    });

    it('works on several keys at once, if it does so at all', async () => {
      const { getMany, setMany, deleteMany } = store;
      if (!getMany || !setMany || !deleteMany) return;
      const entries = Array.from(
        { length: 100 },
        (_, number) => [`key/${number}`, encodeText(`${number}`)] as const,
      );
      await setMany(entries);
      await setMany([]);
      expect(await getMany([])).toEqual([]);
      const keys = ['key/99', 'missing', 'key/0', 'key/99'];
      expect((await getMany(keys)).map(bytesOf)).toEqual(
        ['99', undefined, '0', '99'].map((text) =>
          bytesOf(text === undefined ? text : encodeText(text)),
        ),
      );
      await deleteMany(['key/0', 'missing', 'key/99']);
      await deleteMany([]);
      expect(
        (await getMany(['key/0', 'key/1', 'key/99'])).map((value) => value !== undefined),
      ).toEqual([false, true, false]);
    });

    it('compares and sets, if it does so at all', async () => {
      const { swap } = store;
      if (!swap) return;
      const [one, two, three] = ['one', 'two', 'three'].map(encodeText) as [
        Uint8Array,
        Uint8Array,
        Uint8Array,
      ];
      expect(await swap('key', one, two)).toBe(false);
      expect(await store.get('key')).toBeUndefined();
      expect(await swap('key', undefined, one)).toBe(true);
      expect(await swap('key', undefined, two)).toBe(false);
      expect(await swap('key', three, two)).toBe(false);
      expect(bytesOf(await store.get('key'))).toEqual(bytesOf(one));
      expect(await swap('key', one, two)).toBe(true);
      expect(bytesOf(await store.get('key'))).toEqual(bytesOf(two));
    });

    it('lets one of many swaps at once succeed', async () => {
      const { swap } = store;
      if (!swap) return;
      await store.set('key', encodeText('before'));
      const swaps = Array.from({ length: 20 }, (_, number) =>
        swap('key', encodeText('before'), encodeText(`${number}`)),
      );
      expect((await Promise.all(swaps)).filter(Boolean)).toHaveLength(1);
    });
  });
};
