/**
 * Rehearses requests before the component's memory is taken. The engine makes its built-in functions when they
 * are first used, and schemas are compiled then: every request would do so anew, for each has a fresh instance.
 */
import { assets } from 'takeaways:assets';
import { bundled, targets } from 'takeaways:rehearsal';
import { createApp } from '../../../src/app.js';
import { createMemoryStore } from '../../../src/store/memory-store.js';
import {
  fieldsOf,
  ReceivedHeaders,
  type Response as ServiceResponse,
} from '../../../src/wasi-http/messages.js';
import { sourceOf } from '../../../src/wasi-http/source.js';
import { runUntilSettled } from './jobs.js';

const encoder = new TextEncoder();

const headers = new ReceivedHeaders(
  fieldsOf(
    Object.entries({ accept: '*/*', 'user-agent': 'rehearsal', traceparent: 'none' }).map(
      ([name, value]) => [name, encoder.encode(value)],
    ),
  ),
);

const makeApp = () =>
  createApp({
    store: createMemoryStore(),
    bundled,
    assets,
    log: () => {},
    publishToken: () => '',
    faults: () => '',
    version: componentVersion,
    build: componentBuild,
    now: () => new Date(0),
  });

/** Answers a request, and takes all of the answer. */
const answer = async (app: ReturnType<typeof makeApp>, target: string): Promise<void> => {
  const request = { method: 'GET', url: `http://localhost${target}`, headers, body: null };
  const response = (await app(request as unknown as Request)) as unknown as ServiceResponse;
  if (response.content === null) return;
  const source = sourceOf(response.content);
  while (!(await source.next()).isLast);
};

/** The time stands still meanwhile, for it must leave nothing behind. */
export const rehearse = (): void => {
  const { performance } = globalThis;
  Object.assign(globalThis, { performance: { now: () => 0 } });
  // A store of their own, which is not to stay.
  const app = makeApp();
  for (const target of targets) runUntilSettled(answer(app, target));
  Object.assign(globalThis, { performance });
  __cqjs.runGc();
};
