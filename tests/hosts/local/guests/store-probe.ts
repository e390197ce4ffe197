/** A component that exposes its key-value store over HTTP: the key in the query, the value in the body. */
import { lazy } from '../../../../src/store/lazy.js';
import { openSpinStore } from '../../../../src/store/spin.js';

const store = lazy(() => openSpinStore('default'));

const answer = async (request: Request): Promise<Response> => {
  const key = new URL(request.url).searchParams.get('key') ?? '';
  switch (request.method) {
    case 'GET': {
      const value = await store.get(key);
      return value ? new Response(value.slice()) : new Response(null, { status: 404 });
    }
    case 'PUT':
      await store.set(key, new Uint8Array(await request.arrayBuffer()));
      return new Response(null, { status: 204 });
    default:
      await store.delete(key);
      return new Response(null, { status: 204 });
  }
};

addEventListener('fetch', (event) => event.respondWith(answer(event.request)));
