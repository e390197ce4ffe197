/**
 * A component that exposes its key-value store over HTTP: the key in the query, the value in the body, and in `times`
 * how often one instance sets it.
 */
import { lazy } from '../../../../src/store/lazy-store.js';
import { openSpinStore } from '../../../../src/store/spin-store.js';

const store = lazy(() => openSpinStore('default'));

const answer = async (request: Request): Promise<Response> => {
  const { searchParams } = new URL(request.url);
  const key = searchParams.get('key') ?? '';
  switch (request.method) {
    case 'GET': {
      const value = await store.get(key);
      return value ? new Response(value.slice()) : new Response(null, { status: 404 });
    }
    case 'PUT': {
      const value = new Uint8Array(await request.arrayBuffer());
      for (let rest = Number(searchParams.get('times') ?? 1); rest > 0; rest--) {
        await store.set(key, value);
      }
      return new Response(null, { status: 204 });
    }
    default:
      await store.delete(key);
      return new Response(null, { status: 204 });
  }
};

interface FetchEvent {
  readonly request: Request;
  respondWith(response: Promise<Response>): void;
}
declare const addEventListener: (type: 'fetch', listener: (event: FetchEvent) => void) => void;

addEventListener('fetch', (event) => event.respondWith(answer(event.request)));
