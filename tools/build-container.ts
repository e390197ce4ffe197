/** `npm run build:container`: the server for plain Node. */
import { bundleServer } from './container/bundle.js';

await bundleServer('dist/container/server.js');
