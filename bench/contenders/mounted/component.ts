/** Serves the service below a path: the first path segment is removed before the service sees it. */
import type { IncomingRequest, ResponseOutparam } from 'wasi:http/types@0.2.10';
import { incomingHandler as service } from '../../../src/component.js';

export const incomingHandler = {
  handle: (request: IncomingRequest, out: ResponseOutparam) => {
    const path = request.pathWithQuery() ?? '/';
    request.pathWithQuery = () => path.replace(/^\/[^/?]+/, '');
    return service.handle(request, out);
  },
};
