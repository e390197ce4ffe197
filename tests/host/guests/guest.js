// A component that does on each path what a test wants to see the host deal with.

let requests = 0;

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
  '/trap': (request) => abort(request),
  '/trap-after-head': (request) => new Response(stream(['first'], () => abort(request))),
  '/loop': () => {
    for (;;);
  },
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
  '/empty': () => new Response(null, { status: 204 }),
  '/length': () => new Response('four', { headers: { 'content-length': '4' } }),
};

addEventListener('fetch', (event) => event.respondWith(respond(event.request)));

async function respond(request) {
  const behaviour = behaviours[new URL(request.url).pathname];
  return behaviour ? behaviour(request) : new Response('no such behaviour', { status: 404 });
}

/** The engine of componentize-js 0.23.0 traps on this. Where a newer one doesn't, find another way. */
function abort(request) {
  return request.signal;
}

function stream(pieces, atEnd = () => {}) {
  const encoder = new TextEncoder();
  const rest = [...pieces];
  return new ReadableStream({
    async pull(controller) {
      const piece = rest.shift();
      if (piece === undefined) {
        atEnd();
        controller.close();
        return;
      }
      controller.enqueue(encoder.encode(piece));
      await sleep(150);
    },
  });
}

function sleep(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
