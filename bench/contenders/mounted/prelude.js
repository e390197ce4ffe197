// Removes the first path segment, so that a component written for the root can be served below a path.
const listen = globalThis.addEventListener;

globalThis.addEventListener = (type, handle) =>
  listen(type, (event) =>
    handle({
      request: new Request(event.request.url.replace(/^(https?:\/\/[^/]+)\/[^/?]+/, '$1'), {
        method: event.request.method,
        headers: event.request.headers,
      }),
      respondWith: (response) => event.respondWith(response),
      waitUntil: (promise) => event.waitUntil(promise),
    }),
  );
