// Removes the first path segment, so that a component written for the root can be served below a path.
import { IncomingRequest } from 'wasi:http/types@0.2.10';

const { pathWithQuery } = IncomingRequest.prototype;

IncomingRequest.prototype.pathWithQuery = function () {
  return pathWithQuery.call(this)?.replace(/^\/[^/?]+/, '');
};
