import type { KeyValueDatabase } from '../../key-value.js';
import { unwatched, type Watch } from '../telemetry/telemetry.js';
import { WitError } from './result.js';

/** The maximum number of open stores per instance: Spin's `DEFAULT_STORE_TABLE_CAPACITY`. */
const maxHandles = 256;

/** `fermyon:spin/key-value@2.0.0` over one database, for the stores granted in spin.toml. */
export const keyValue = (
  database: KeyValueDatabase,
  granted: readonly string[],
  watch: Watch = unwatched,
) => {
  let handles = 0;

  class Store {
    private constructor(private readonly label: string) {
      handles++;
    }

    /** @throws WitError `access-denied` if the store is not granted, `store-table-full` if too many are open */
    static open(label: string): Store {
      return watch('spin_key_value.open', { name: label }, () => {
        if (!granted.includes(label)) throw new WitError({ tag: 'access-denied' });
        if (handles >= maxHandles) throw new WitError({ tag: 'store-table-full' });
        return new Store(label);
      });
    }

    /** Called by jco's bindings when the guest drops its handle. */
    [Symbol.dispose](): void {
      handles--;
    }

    get(key: string): Uint8Array | undefined {
      return this.watched('get', () => database.get(this.label, key));
    }

    set(key: string, value: Uint8Array): void {
      this.watched('set', () => database.set(this.label, key, value));
    }

    delete(key: string): void {
      this.watched('delete', () => database.delete(this.label, key));
    }

    exists(key: string): boolean {
      return this.watched('exists', () => database.exists(this.label, key));
    }

    getKeys(): string[] {
      return this.watched('get_keys', () => database.getKeys(this.label));
    }

    private watched<T>(name: string, operation: () => T): T {
      return watch(`spin_key_value.${name}`, {}, () => attempt(operation));
    }
  }
  return { Store };
};

/** `wasi:keyvalue` 0.2.0-draft2 over the same database: store, batch and atomics, as far as they are used. */
export const laterKeyValue = (database: KeyValueDatabase, granted: readonly string[]) => {
  let handles = 0;

  class Bucket {
    constructor(readonly label: string) {
      handles++;
    }

    [Symbol.dispose](): void {
      handles--;
    }

    exists(key: string): boolean {
      return attempt(() => database.exists(this.label, key));
    }
  }

  class Cas {
    private expected: Uint8Array | undefined;

    private constructor(
      private readonly label: string,
      private readonly key: string,
    ) {}

    static new({ label }: Bucket, key: string): Cas {
      return new Cas(label, key);
    }

    current(): Uint8Array | undefined {
      this.expected = attempt(() => database.get(this.label, this.key));
      return this.expected;
    }

    /** @returns whether the value is still the one that was read last. */
    swap(value: Uint8Array): boolean {
      return database.swap(this.label, this.key, this.expected, value);
    }
  }

  return {
    store: {
      Bucket,
      /** @throws WitError `access-denied` if the store is not granted, `other` if too many are open */
      open(label: string): Bucket {
        if (!granted.includes(label)) throw new WitError({ tag: 'access-denied' });
        if (handles >= maxHandles) throw new WitError({ tag: 'other', val: 'store table full' });
        return new Bucket(label);
      },
    },
    batch: {
      getMany: ({ label }: Bucket, keys: readonly string[]) =>
        attempt(() => database.getMany(label, keys)).flatMap((value, index) =>
          // As Spin does, without what is missing.
          value ? [[keys[index], value]] : [],
        ),
      setMany: ({ label }: Bucket, entries: readonly (readonly [string, Uint8Array])[]) =>
        attempt(() => database.setMany(label, entries)),
      deleteMany: ({ label }: Bucket, keys: readonly string[]) =>
        attempt(() => database.deleteMany(label, keys)),
    },
    atomics: {
      Cas,
      /** @throws WitError `cas-failed` if the value has changed since it was read */
      swap(cas: Cas, value: Uint8Array): void {
        let done: boolean;
        try {
          done = cas.swap(value);
        } catch (error) {
          throw new WitError({ tag: 'store-error', val: { tag: 'other', val: String(error) } });
        }
        if (!done) throw new WitError({ tag: 'cas-failed', val: cas });
      },
    },
  };
};

const attempt = <T>(operation: () => T): T => {
  try {
    return operation();
  } catch (error) {
    throw new WitError({ tag: 'other', val: String(error) });
  }
};

/** A valid name of a variable in Spin. */
export const variableName = /^[a-z][a-z0-9]*(_[a-z0-9]+)*$/;

/** `fermyon:spin/variables@2.0.0`. */
export const variables = (values: Readonly<Record<string, string>>, watch: Watch = unwatched) => ({
  /** @throws WitError if the variable does not exist */
  get(name: string): string {
    return watch('spin_variables.get', { key: name }, () => {
      if (!variableName.test(name)) throw new WitError({ tag: 'invalid-name', val: name });
      const value = Object.hasOwn(values, name) ? values[name] : undefined;
      if (value === undefined) throw new WitError({ tag: 'undefined', val: name });
      return value;
    });
  },
});

/** `fermyon:spin/redis@2.0.0`, which is not supported. */
export const redis = {
  Connection: {
    /** @throws WitError always */
    open(): never {
      throw new WitError({
        tag: 'other',
        val: 'the local host does not connect to Redis. Run the application with spin up',
      });
    },
  },
};
