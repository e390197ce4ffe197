/**
 * Promises (ECMA-262, section 27.2) over our own jobs. The build makes async functions and generators of the
 * service use them. One thing is quicker than the standard has it: a promise that another one is resolved
 * with hands on its outcome in one job, where the standard takes three.
 */
import { queueMicrotask } from './jobs.js';

type Resolve = (value?: unknown) => void;
type Reject = (reason?: unknown) => void;
type Executor = (resolve: Resolve, reject: Reject) => void;
type Handler = ((value: unknown) => unknown) | null | undefined;

/** What becomes of a promise once this one is settled. */
interface Reaction {
  readonly derived: OwnPromise;
  readonly onFulfilled: Handler;
  readonly onRejected: Handler;
}

const nothing = () => {};

export class OwnPromise {
  private state: 'pending' | 'fulfilled' | 'rejected' = 'pending';
  private value: unknown;
  private reactions: Reaction[] = [];

  constructor(executor: Executor) {
    if (executor === nothing) return;
    const { resolve, reject } = this.resolvers();
    try {
      executor(resolve, reject);
    } catch (error) {
      reject(error);
    }
  }

  get [Symbol.toStringTag](): string {
    return 'Promise';
  }

  // biome-ignore lint/suspicious/noThenProperty: it is a promise.
  then(onFulfilled?: Handler, onRejected?: Handler): OwnPromise {
    const derived = new OwnPromise(nothing);
    this.react({ derived, onFulfilled, onRejected });
    return derived;
  }

  catch(onRejected?: Handler): OwnPromise {
    return this.then(undefined, onRejected);
  }

  finally(onSettled?: (() => unknown) | null): OwnPromise {
    if (typeof onSettled !== 'function') return this.then(onSettled, onSettled);
    return this.then(
      (value) => OwnPromise.resolve(onSettled()).then(() => value),
      (reason) =>
        OwnPromise.resolve(onSettled()).then(() => {
          throw reason;
        }),
    );
  }

  static resolve(value?: unknown): OwnPromise {
    if (value instanceof OwnPromise) return value;
    const promise = new OwnPromise(nothing);
    promise.resolve(value);
    return promise;
  }

  static reject(reason?: unknown): OwnPromise {
    const promise = new OwnPromise(nothing);
    promise.settle('rejected', reason);
    return promise;
  }

  static all(values: Iterable<unknown>): OwnPromise {
    return new OwnPromise((resolve, reject) => {
      const results: unknown[] = [];
      let pending = 1;
      const settleOne = () => {
        pending--;
        if (pending === 0) resolve(results);
      };
      let count = 0;
      for (const value of values) {
        const index = count++;
        pending++;
        OwnPromise.resolve(value).then((result) => {
          results[index] = result;
          settleOne();
        }, reject);
      }
      settleOne();
    });
  }

  static race(values: Iterable<unknown>): OwnPromise {
    return new OwnPromise((resolve, reject) => {
      for (const value of values) OwnPromise.resolve(value).then(resolve, reject);
    });
  }

  static withResolvers() {
    const promise = new OwnPromise(nothing);
    return { promise, ...promise.resolvers() };
  }

  /** The functions that an executor gets, of which only the first call counts. */
  private resolvers(): { readonly resolve: Resolve; readonly reject: Reject } {
    let isResolved = false;
    return {
      resolve: (value) => {
        if (isResolved) return;
        isResolved = true;
        this.resolve(value);
      },
      reject: (reason) => {
        if (isResolved) return;
        isResolved = true;
        this.settle('rejected', reason);
      },
    };
  }

  private resolve(value: unknown): void {
    if (value === this) {
      this.settle('rejected', new TypeError('A promise cannot be resolved with itself.'));
      return;
    }
    if (value instanceof OwnPromise) {
      value.react({ derived: this, onFulfilled: undefined, onRejected: undefined });
      return;
    }
    if (value === null || (typeof value !== 'object' && typeof value !== 'function')) {
      this.settle('fulfilled', value);
      return;
    }
    try {
      const then: unknown = Reflect.get(value, 'then');
      if (typeof then !== 'function') {
        this.settle('fulfilled', value);
        return;
      }
      queueMicrotask(() => this.follow(value, then));
    } catch (error) {
      this.settle('rejected', error);
    }
  }

  /** Takes the outcome of what has a method `then`. */
  private follow(thenable: unknown, then: unknown): void {
    const { resolve, reject } = this.resolvers();
    try {
      Reflect.apply(then as CallableFunction, thenable, [resolve, reject]);
    } catch (error) {
      reject(error);
    }
  }

  private settle(state: 'fulfilled' | 'rejected', value: unknown): void {
    this.state = state;
    this.value = value;
    for (const reaction of this.reactions) this.queue(reaction);
    this.reactions = [];
  }

  private react(reaction: Reaction): void {
    if (this.state === 'pending') this.reactions.push(reaction);
    else this.queue(reaction);
  }

  private queue({ derived, onFulfilled, onRejected }: Reaction): void {
    const { state, value } = this;
    const handler = state === 'fulfilled' ? onFulfilled : onRejected;
    queueMicrotask(() => {
      if (typeof handler !== 'function') {
        if (state === 'rejected') derived.settle('rejected', value);
        else derived.settle('fulfilled', value);
        return;
      }
      try {
        derived.resolve(handler(value));
      } catch (error) {
        derived.settle('rejected', error);
      }
    });
  }
}
