// Serves the component below a path: the first path segment is removed before the component sees it.
import { incomingHandler as service } from '../../../dist/takeaways.js';

export const incomingHandler = {
  handle: (request, out) => {
    const path = request.pathWithQuery() ?? '/';
    request.pathWithQuery = () => path.replace(/^\/[^/?]+/, '');
    return service.handle(request, out);
  },
};
