// A component with a behaviour for each path that the tests of the host need.

import { Store } from 'fermyon:spin/key-value@2.0.0';

let requests = 0;

const loop = () => {
  for (;;);
};

const sleep = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

const stream = (pieces) => {
  const encoder = new TextEncoder();
  const rest = [...pieces];
  return new ReadableStream({
    async pull(controller) {
      const piece = rest.shift();
      if (piece === undefined) controller.close();
      else if (piece === loop) loop();
      else controller.enqueue(encoder.encode(piece));
      await sleep(150);
    },
  });
};

const behaviours = {
  '/echo': async (request) =>
    Response.json({
      method: request.method,
      url: request.url,
      headers: Object.fromEntries(request.headers),
      body: await request.text(),
    }),
  '/count': () => Response.json({ requests: ++requests }),
  '/log': () => {
    console.log('a line on stdout');
    console.error('a line on stderr');
    return new Response('logged');
  },
  '/throw': () => {
    throw new Error('an error in the guest');
  },
  '/loop': loop,
  '/loop-in-body': () => new Response(stream(['first', loop])),
  '/slow': async () => {
    await sleep(500);
    return new Response('late');
  },
  '/stream': () => new Response(stream(['first', 'second', 'third'])),
  '/large': () => new Response('x'.repeat(8 * 1024 * 1024)),
  '/outbound': async () => {
    try {
      return await fetch('http://127.0.0.1:1/');
    } catch (error) {
      return new Response(`denied: ${error}`);
    }
  },
  '/store': () => {
    const store = Store.open('default');
    const runs = (store.get('runs')?.[0] ?? 0) + 1;
    store.set('runs', Uint8Array.of(runs));
    return Response.json({ runs });
  },
  '/empty': () => new Response(null, { status: 204 }),
};

const respond = (request) => {
  const behaviour = behaviours[new URL(request.url).pathname];
  return behaviour ? behaviour(request) : new Response('no such behaviour', { status: 404 });
};

addEventListener('fetch', (event) => {
  // In a promise, so that an exception rejects the response.
  event.respondWith(Promise.resolve(event.request).then(respond));
});
